/** What `npm start` and `npm test` share. Node's own modules only: nothing is installed yet when they begin. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isWindows = process.platform === 'win32';

export const say = (text) => process.stdout.write(`\n${text}\n`);

/** Runs a program to its end, in plain sight. @returns its exit code */
function attempt(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows,
    ...options,
  });
  if (error) say(`${program} could not be run: ${error.message}`);
  return status ?? 1;
}

/** The same; where it fails, this process ends with its code. */
export function run(program, args, options) {
  const code = attempt(program, args, options);
  if (code !== 0) process.exit(code);
}

/** A program of an installed package. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Not every program knows `--version`: it is enough that the program can be started. Servers of Debian are in /usr/sbin. */
export const isOnPath = (program) =>
  spawnSync(program, ['--version'], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}${delimiter}/usr/sbin` },
  }).error === undefined;

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

/** Of what is built; tests are not. */
const isSource = (name) => !/^(spec|e2e)$|spec\.ts$/.test(name);

/** Changes whenever a source is written, added or removed. */
function fingerprint(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [0, 0];
  if (!found.isDirectory()) return [found.mtimeMs, 1];
  return readdirSync(path)
    .filter(isSource)
    .reduce(
      ([newest, count], name) => {
        const [mtimeMs, inside] = fingerprint(join(path, name));
        return [Math.max(newest, mtimeMs), count + inside];
      },
      [0, 1],
    );
}

const sources = () => JSON.stringify(SOURCES.map((path) => fingerprint(join(root, path))));

/** Builds the services and the sign-in page. @returns whether it could */
export function build() {
  const built = sources();
  const isBuilt =
    attempt(bin('nest'), ['build']) === 0 &&
    attempt(bin('vite'), ['build', '--config', 'apps/login-web/vite.config.mts', '--logLevel', 'warn']) === 0;
  if (isBuilt) writeFileSync(STAMP, built);
  return isBuilt;
}

/** The same, where the sources are not those of the last build. */
export function buildWhatChanged() {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources()) return true;
  say('Building …');
  return build();
}

/** The folder of its data, from where it is started. */
const DATA = '.data';
const RUNNING = join(root, 'dist', 'apps', 'dev', 'src', 'running-product.js');

/** Ends this process where a product runs over these data: an install or a build would take files from under it. */
export async function refuseSecondProduct() {
  if (![join(DATA, 'running.json'), RUNNING].every(existsSync)) return;
  try {
    await createRequire(import.meta.url)(RUNNING).RunningProduct.refuse(DATA);
  } catch (error) {
    // What is built in part, or was built long ago, cannot tell.
    if (error.exitCode === undefined) return;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
}

/** Starts the built product. Its data are where it is started, which is here when npm does it. */
export function startProduct() {
  return spawn(process.execPath, ['--enable-source-maps', join(root, 'dist', 'apps', 'dev', 'main.js')], {
    stdio: 'inherit',
    // Unless it is said, NODE_ENV is production.
    env: { ...process.env, NODE_ENV: process.env.NODE_ENV || 'development' },
  });
}
