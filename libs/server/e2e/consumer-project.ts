import { execFileSync } from 'node:child_process';
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

/** A project of a team, with its own folder, which installs the packed package as from the registry. */
export class ConsumerProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'otpravka-consumer-'));

  /** The files of the package, as npm packed it. */
  readonly packedFiles: readonly string[];

  constructor() {
    cpSync(SOURCES, this.folder, { recursive: true });
    this.writeSamples();
    const [server, jose] = [join(ROOT, 'libs', 'server'), join(ROOT, 'node_modules', 'jose')].map((from) =>
      this.pack(from),
    );
    this.packedFiles = server!.files;
    this.npm('install', '--offline', server!.file, jose!.file);
    for (const name of OF_THE_TEAM) {
      const link = join(this.folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), link);
    }
  }

  /** The programs of the documentation, with the addresses of the test. */
  private writeSamples(): void {
    for (const name of readdirSync(SAMPLES)) {
      const program = readFileSync(join(SAMPLES, name), 'utf8')
        .replaceAll(`'http://localhost:3000'`, 'process.env.API!')
        .replaceAll(`'redis://localhost:6379'`, 'process.env.REDIS_URL!')
        .replaceAll('4000', 'Number(process.env.PORT)');
      writeFileSync(join(this.folder, 'src', `sample-${name}`), program);
    }
  }

  /** Checks the types and writes the JavaScript. @returns what the compiler prints, which is nothing if all is right */
  compile(): string {
    try {
      return this.run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']);
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  }

  /** @returns the names that a CommonJS program gets */
  require(name: string): string[] {
    const program = `process.stdout.write(JSON.stringify(Object.keys(require('${name}'))))`;
    return JSON.parse(this.run(process.execPath, ['--input-type=commonjs', '-e', program])) as string[];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Packs what the build has written. Its scripts would build it again, under the eyes of other tests. */
  private pack(from: string): { readonly file: string; readonly files: readonly string[] } {
    const printed = this.npm('pack', from, '--json', '--ignore-scripts');
    const [packed] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }];
    return { file: join(this.folder, packed.filename), files: packed.files.map(({ path }) => path) };
  }

  private npm(...args: string[]): string {
    return this.run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error']);
  }

  private run(program: string, args: readonly string[]): string {
    return execFileSync(program, args, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  manifestOfPackage(): { readonly dependencies: Readonly<Record<string, string>> } {
    const path = join(this.folder, 'node_modules', '@otpravka', 'server', 'package.json');
    return JSON.parse(readFileSync(path, 'utf8')) as { dependencies: Record<string, string> };
  }
}
