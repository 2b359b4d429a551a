/** What `npm start` and `npm test` share. Node's own modules only: nothing is installed yet when they begin. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isWindows = process.platform === 'win32';

export const say = (text) => process.stdout.write(`\n${text}\n`);

/** Runs a program to its end, in plain sight. Ends this process with its code where it fails. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows,
    ...options,
  });
  if (error) say(`${program} could not be run: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** A program of an installed package. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);

export const isOnPath = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

/** Installs what the lockfile names where that is not there yet. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    say(`Node ${process.versions.node} is too old: Otpravka needs Node 20.19 or newer.`);
    process.exit(1);
  }
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lockfile = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  say('Installing the dependencies …');
  run('npm', ['ci', '--include=dev']);
}

const SOURCES = [
  'apps',
  'libs',
  'nest-cli.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const STAMP = join(root, 'dist', '.sources.json');

/** Changes whenever a file is written, added or removed. */
function fingerprint(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return [found.mtimeMs, 1];
  return readdirSync(path).reduce(
    ([newest, count], name) => {
      const [mtimeMs, inside] = fingerprint(join(path, name));
      return [Math.max(newest, mtimeMs), count + inside];
    },
    [found.mtimeMs, 1],
  );
}

/** Builds where the sources are not those of the last build. */
export function build() {
  const sources = JSON.stringify(SOURCES.map((path) => fingerprint(join(root, path))));
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return;
  say('Building …');
  run('npm', ['run', '--silent', 'build']);
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, sources);
}

/** Starts the built product; signals reach it, and its end is ours. */
export function startProduct() {
  return spawn(process.execPath, ['--enable-source-maps', join(root, 'dist', 'apps', 'dev', 'main.js')], {
    cwd: root,
    stdio: 'inherit',
  });
}
