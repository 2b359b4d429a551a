import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..', '..');
const SOURCES = join(__dirname, 'consumer');
const SAMPLES = join(ROOT, 'docs', 'snippets', 'back-end');

/** What the team's own project has installed. The packages are those of this repository, so that nothing is downloaded. */
const OF_THE_TEAM = [
  'express',
  'fastify',
  'ioredis',
  'reflect-metadata',
  'typescript',
  '@nestjs',
  '@redis',
  '@types/express',
  '@types/node',
];

/** Not synchronous: the simulated Telegram runs in this process, and must go on answering. */
const run = promisify(execFile);

interface Packed {
  readonly file: string;
  readonly files: readonly string[];
}

/** A project of a team, with its own folder, which installs the packed package as from the registry. */
export class ConsumerProject {
  private constructor(
    readonly folder: string,
    /** The files of the package, as npm packed it. */
    readonly packedFiles: readonly string[],
  ) {}

  static async create(): Promise<ConsumerProject> {
    const folder = mkdtempSync(join(tmpdir(), 'otpravka-consumer-'));
    cpSync(SOURCES, folder, { recursive: true });
    writeSamples(folder);
    const server = await pack(folder, join(ROOT, 'libs', 'server'));
    const jose = await pack(folder, join(ROOT, 'node_modules', 'jose'));
    await npm(folder, 'install', '--offline', server.file, jose.file);
    for (const name of OF_THE_TEAM) {
      const link = join(folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), link);
    }
    return new ConsumerProject(folder, server.files);
  }

  /** Checks the types and writes the JavaScript. @returns what the compiler prints, which is nothing if all is right */
  async compile(): Promise<string> {
    try {
      return await this.node(join('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  }

  /** @returns the names that a CommonJS program gets */
  async require(name: string): Promise<string[]> {
    const program = `process.stdout.write(JSON.stringify(Object.keys(require('${name}'))))`;
    return JSON.parse(await this.node('--input-type=commonjs', '-e', program)) as string[];
  }

  manifestOfPackage(): { readonly dependencies: Readonly<Record<string, string>> } {
    const path = join(this.folder, 'node_modules', '@otpravka', 'server', 'package.json');
    return JSON.parse(readFileSync(path, 'utf8')) as { dependencies: Record<string, string> };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async node(...args: string[]): Promise<string> {
    return (await run(process.execPath, args, { cwd: this.folder })).stdout;
  }
}

/** The programs of the documentation, with the addresses of the test. */
function writeSamples(folder: string): void {
  for (const name of readdirSync(SAMPLES)) {
    const program = readFileSync(join(SAMPLES, name), 'utf8')
      .replaceAll(`'http://localhost:3000'`, 'process.env.API!')
      .replaceAll(`'redis://localhost:6379'`, 'process.env.REDIS_URL!')
      .replaceAll('4000', 'Number(process.env.PORT)');
    writeFileSync(join(folder, 'src', `sample-${name}`), program);
  }
}

/** Packs what the build has written. Its scripts would build it again, under the eyes of other tests. */
async function pack(folder: string, from: string): Promise<Packed> {
  const [packed] = JSON.parse(await npm(folder, 'pack', from, '--json', '--ignore-scripts')) as [
    { filename: string; files: { path: string }[] },
  ];
  return { file: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

async function npm(folder: string, ...args: string[]): Promise<string> {
  return (await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })).stdout;
}
