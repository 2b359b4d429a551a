import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@app/testing';

const RUNTIME = join(__dirname, '..', 'dist', 'libs', 'runtime', 'src', 'index.js');
const LINES = 100;

/** Loads the built runtime library and defines `writeLines`. */
const preludeOf = (lines: number): string => `
  const { runService, serviceLogger } = require(${JSON.stringify(RUNTIME)});
  const writeLines = () => {
    const log = serviceLogger({ level: 'info', service: 'spec' });
    for (let line = 0; line < ${lines}; line++) log.info('a line');
  };`;

/** Runs a program after the prelude. @returns its output and its exit code */
async function run(program: string): Promise<{ output: string; code: number | null }> {
  const child = spawn(process.execPath, ['-e', preludeOf(LINES) + program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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

it('lines of ten milliseconds are written by one system call', async () => {
  const program = `
    const fs = require('node:fs');
    const { write } = fs;
    let calls = 0;
    fs.write = (...args) => { calls += 1; write(...args); };
    const log = serviceLogger({ level: 'info', service: 'spec' });
    const startedAt = performance.now();
    let lines = 0;
    const writeOne = () => {
      if (++lines > 2_000) return process.send({ calls, ms: performance.now() - startedAt });
      log.info('a line');
      setImmediate(writeOne);
    };
    writeOne();`;
  const child = spawn(process.execPath, ['-e', preludeOf(0) + program], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ calls, ms }] = (await once(child, 'message')) as [{ calls: number; ms: number }];
  expect(calls).toBeLessThanOrEqual(ms / 10 + 2);
  child.kill();
});

describe('a service whose log cannot be written', () => {
  it('goes on without it on a full disk, and ends with 0', async () => {
    const working = `setInterval(() => { writeLines(); process.send('written'); }, 20);`;
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, ['-e', preludeOf(1) + service(working)], {
      stdio: ['ignore', full, 'inherit', 'ipc'],
    });
    let written = 0;
    child.on('message', () => (written += 1));
    await until(() => written > 10);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    closeSync(full);
  });

  it('keeps some lines, drops the others and says how many when its output is read again', async () => {
    const lines = 20_000;
    const working = `writeLines(); process.on('message', () => process.kill(process.pid, 'SIGTERM')); process.send('written');`;
    const child = spawn(process.execPath, ['-e', preludeOf(lines) + service(working)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => /"lines":\d+,"message":"log lines were dropped/.test(output));
    const dropped = Number(/"lines":(\d+)/.exec(output)![1]);
    expect(dropped).toBeGreaterThan(0);
    expect(output.split('"a line"').length - 1 + dropped).toBe(lines);
    child.send('end');
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('ends when nobody reads a full pipe', async () => {
    const working = `writeLines(); process.send('written');`;
    const child = spawn(process.execPath, ['-e', preludeOf(20_000) + service(working)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit');
    await once(child, 'message');
    child.kill('SIGTERM');
    await exited;
  });
});
