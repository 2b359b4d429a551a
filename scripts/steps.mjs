/** Steps that `npm start` and `npm test` share. Imports only Node's own modules, because nothing is installed yet when they begin. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isWindows = process.platform === 'win32';

export const say = (text) => process.stdout.write(`\n${text}\n`);

/** Runs a program and shows its output. @returns its exit code */
export function attempt(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows,
    ...options,
  });
  if (error) say(`${program} could not be run: ${error.message}`);
  return status ?? 1;
}

/** Runs a program and shows its output; exits with the program's code if it fails. */
export function run(program, args, options) {
  const code = attempt(program, args, options);
  if (code !== 0) process.exit(code);
}

/** Runs a program in parallel with others. Prints its output only if it fails. @returns its exit code */
async function attemptQuietly({ name, program, args }) {
  const startedAt = Date.now();
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: isWindows });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const code = await exitCodeOf(child);
  say(`${name}: ${code === 0 ? 'passed' : 'failed'} after ${secondsSince(startedAt)} s`);
  if (code !== 0) process.stdout.write(Buffer.concat(output));
  return code;
}

/** @returns the exit code of a child process, 1 if it could not be started or was killed */
export const exitCodeOf = (child) =>
  new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });

/** Runs programs in this order, as many at once as the machine has cores. @returns whether all of them succeeded */
export async function runTogether(programs) {
  const waiting = [...programs];
  const codes = [];
  const runNext = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      codes.push(await attemptQuietly(next));
  };
  await Promise.all(cpus().map(runNext));
  return codes.every((code) => code === 0);
}

export const secondsSince = (startedAt) => Math.round((Date.now() - startedAt) / 1_000);

export const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Whether the program can be started, whatever its exit code: not every program knows `--version`. Debian has servers in /usr/sbin. */
export const isOnPath = (program) =>
  spawnSync(program, ['--version'], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}${delimiter}/usr/sbin` },
  }).error === undefined;

/** Installs the packages of the lockfile, unless they were installed after its last change. */
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

/** True for sources that are built; tests and built packages are not. */
const isSource = (name) => !/^(spec|e2e|dist|node_modules|\.data|\.next)$|spec\.tsx?$/.test(name);

/** Makes a value that changes whenever a source is written, added or removed. */
export function fingerprint(path) {
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

/** The packages for npm, each after those that it imports. */
export const PACKAGES = ['client', 'element', 'react', 'server'];

const viteBuild = (config) => attempt(bin('vite'), ['build', '--config', config, '--logLevel', 'warn']) === 0;

/** Makes the script of a package that is bundled, and the types; else both by the compiler. @returns false if it fails */
function compilePackage(name) {
  const bundle = join('libs', name, 'vite.config.mts');
  return (
    (!existsSync(join(root, bundle)) || viteBuild(bundle)) &&
    attempt(bin('tsc'), ['-p', join('libs', name, 'tsconfig.build.json')]) === 0
  );
}

const packageSources = () =>
  JSON.stringify(
    [
      'package-lock.json',
      'tsconfig.json',
      'libs/tsconfig.package.json',
      ...PACKAGES.map((name) => `libs/${name}`),
    ].map((path) => fingerprint(join(root, path))),
  );

/**
 * Builds a package into the `dist` of its folder, unless the sources of the packages are the same as at its last build. So `npm pack`
 * does not replace files that something else reads.
 * @returns false if the build fails
 */
export function buildPackage(name) {
  const stamp = join(root, 'dist', `.${name}.json`);
  const isPresent = existsSync(join(root, 'libs', name, 'dist', 'index.js'));
  const built = packageSources();
  if (isPresent && existsSync(stamp) && readFileSync(stamp, 'utf8') === built) return true;
  if (!compilePackage(name)) return false;
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, built);
  return true;
}

/** The pages that auth-api serves. */
const PAGES = ['login-web', 'account-web'];

/** Puts the sign-in element beside the page, from where auth-api serves it. */
function copyElement() {
  const target = join(root, 'dist', 'apps', 'login-web', 'element');
  for (const file of ['index.js', 'otp-login.css'])
    cpSync(join(root, 'libs', 'element', 'dist', file), join(target, file));
}

/** The commit that is built. The build of an image has no Git, so the commit comes from a build argument of the Dockerfile. */
export function revisionOf({ REVISION, RAILWAY_GIT_COMMIT_SHA }, folder = root) {
  const given = REVISION || RAILWAY_GIT_COMMIT_SHA;
  if (given) return given;
  const git = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' });
  return git.status === 0 ? git.stdout.trim() : 'unknown';
}

/** Writes what `otpravka_build_info` shows. */
function describeBuild() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const revision = revisionOf(process.env);
  const file = join(root, 'dist', 'libs', 'runtime', 'src', 'build.json');
  writeFileSync(file, JSON.stringify({ version, revision }));
}

/** Builds the services, the packages and the pages. @returns false if the build fails */
export function build() {
  const built = sources();
  const isBuilt =
    attempt(bin('nest'), ['build']) === 0 &&
    PACKAGES.every(buildPackage) &&
    PAGES.every((name) => viteBuild(`apps/${name}/vite.config.mts`));
  if (!isBuilt) return false;
  copyElement();
  describeBuild();
  writeFileSync(STAMP, built);
  return true;
}

/** Builds if the sources have changed since the last build. @returns false if the build fails */
export function buildWhatChanged() {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources()) return true;
  say('Building …');
  return build();
}

/** The data folder, inside the folder where the product is started. */
const DATA = '.data';
const RUNNING = join(root, 'dist', 'apps', 'dev', 'src', 'running-product.js');

/** Exits if a running product uses these data, because an install or a build would replace files that it needs. */
export async function refuseSecondProduct() {
  if (![join(DATA, 'running.json'), RUNNING].every(existsSync)) return;
  try {
    await createRequire(import.meta.url)(RUNNING).RunningProduct.refuse(DATA);
  } catch (error) {
    // If an incomplete or old build cannot run the check, the start continues.
    if (error.exitCode === undefined) return;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
}

/** Starts the built product. Its data lie in the current folder; npm starts it in the folder of the checkout. */
export function startProduct() {
  return spawn(process.execPath, [join(root, 'dist', 'apps', 'dev', 'main.js')], {
    // The product sends a message when it is ready.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // Without NODE_ENV the product counts as production.
    env: { ...process.env, NODE_ENV: process.env.NODE_ENV || 'development' },
  });
}
