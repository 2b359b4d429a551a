import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const RUNTIME = join(__dirname, '..', 'dist', 'libs', 'runtime', 'src', 'index.js');
const LINES = 100;

/** Runs a program with the built runtime library, which defines `writeLines`. @returns its output and its exit code */
async function run(program: string): Promise<{ output: string; code: number | null }> {
  const prelude = `
    const { runService, serviceLogger } = require(${JSON.stringify(RUNTIME)});
    const writeLines = () => {
      const log = serviceLogger({ level: 'info', service: 'spec' });
      for (let line = 0; line < ${LINES}; line++) log.info('a line');
    };`;
  const child = spawn(process.execPath, ['-e', prelude + program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { output: Buffer.concat(chunks).toString(), code };
}

const service = (start: string): string => `
  runService('spec', async () => ({ start: async () => { ${start} }, close: async () => {}, shutdownSeconds: 5 }));`;

describe('all log lines are written before a process ends', () => {
  it.each([
    ['by itself', 'writeLines();', 0, 0],
    ['by process.exit()', 'writeLines(); process.exit(3);', 3, 0],
    ['by a failed boot', service(`writeLines(); throw new Error('a defect');`), 1, 1],
    [
      'by an uncaught error',
      service(`setImmediate(() => { writeLines(); throw new Error('a defect'); });`),
      1,
      1,
    ],
    [
      'by a signal',
      service(`writeLines(); process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 60_000);`),
      0,
      0,
    ],
  ])('%s', async (_, program, exitCode, fatalLines) => {
    const { output, code } = await run(program);
    expect(output.split('"a line"')).toHaveLength(LINES + 1);
    expect(output.split('"level":"fatal"')).toHaveLength(fatalLines + 1);
    expect(code).toBe(exitCode);
  });
});
