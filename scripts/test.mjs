/** `npm test`: runs every check and every test, also on a fresh machine. It needs the programs of real stores and browsers. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { bin, exitCodeOf, install, isOnPath, root, run, runTogether, say, secondsSince } from './steps.mjs';
import { withoutServices } from './without-services.mjs';

const RESULTS = join(root, 'dist', 'test-results.json');
const WORKERS_PER_CORE = 3;
/** The memory of a worker of Jest, the product that it has started, and a browser. */
const BYTES_PER_WORKER = 1e9;

/** Debian has the programs of PostgreSQL in a folder for each version, which is not on the PATH. */
function debianPostgres() {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin', 'initdb'));
}

/** The programs that tests start, by their Debian package. One program of each row is enough. */
const PROGRAMS = {
  'redis-server': ['redis-server', 'valkey-server'],
  postgresql: [...debianPostgres(), 'initdb'],
  pgbouncer: ['pgbouncer'],
  openssl: ['openssl'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  'firefox-esr': ['firefox-esr', 'firefox'],
  nginx: ['nginx'],
  caddy: ['caddy'],
};

/** Installs missing programs if this process may do so. Otherwise prints what to install, and exits. */
function installPrograms() {
  const missing = Object.keys(PROGRAMS).filter((name) => !PROGRAMS[name].some(isOnPath));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    const programs = missing.map((name) => PROGRAMS[name].at(-1) ?? name);
    say(
      `The tests need these programs on the PATH: ${programs.join(', ')} (on Debian, as root: apt-get install ${missing.join(' ')}).`,
    );
    process.exit(1);
  }
  say(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  withoutServices(() =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env }),
  );
}

const check = (name) => ({
  name: `Check of ${name}`,
  program: 'npm',
  args: ['run', '--silent', `check:${name}`],
});
const changedBuild = {
  name: 'Build',
  program: process.execPath,
  args: [join(root, 'scripts', 'build.mjs'), '--changed'],
};
/** The site describes the built API, so it comes after the build. */
const changedSite = {
  name: 'Build of the documentation',
  program: process.execPath,
  args: [join(root, 'scripts', 'docs-site.mjs'), '--changed'],
};

/**
 * Runs the tests of all sizes at once. End-to-end tests mostly wait, while small tests keep the cores busy, so two workers
 * per core finish sooner than one. @returns whether all of them passed
 */
async function test() {
  rmSync(RESULTS, { force: true });
  const projects = ['small', 'medium', 'e2e', 'load'];
  const workers = Math.max(
    2,
    Math.min(WORKERS_PER_CORE * cpus().length, Math.floor(totalmem() / BYTES_PER_WORKER)),
  );
  const limits = [`--maxWorkers=${workers}`, '--testSequencer=./scripts/longest-first.cjs'];
  const args = ['--selectProjects', ...projects, '--json', `--outputFile=${RESULTS}`, ...limits];
  const jest = spawn(bin('jest'), args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  const code = await exitCodeOf(jest);
  if (existsSync(RESULTS)) {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(RESULTS, 'utf8'));
    say(`${numPassedTests} passed, ${numFailedTests} failed`);
  }
  return code === 0;
}

const startedAt = Date.now();
install();
installPrograms();
say('Building …');
if (!(await runTogether([changedBuild]))) process.exit(1);
if (!(await runTogether([changedSite]))) process.exit(1);
say('Testing and checking …');
const passed = await Promise.all([test(), runTogether(['types', 'format', 'lint', 'imports'].map(check))]);
if (passed.includes(false)) process.exit(1);
run(process.execPath, [join(root, 'scripts', 'check-promises.mjs')]);
say(`All of it took ${secondsSince(startedAt)} s`);
