/** `npm test`: runs every check and every test, also on a fresh machine. It needs the programs of real stores and browsers. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { installPrograms } from './programs.mjs';
import { bin, exitCodeOf, install, root, run, runTogether, say, secondsSince } from './steps.mjs';

const RESULTS = join(root, 'dist', 'test-results.json');
const WORKERS_PER_CORE = 3;
/** The memory of a worker of Jest, the product that it has started, and a browser. */
const BYTES_PER_WORKER = 1e9;

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
say('Building and checking …');
const checksOfSources = runTogether(['format', 'imports'].map(check));
if (!(await runTogether([changedBuild]))) process.exit(1);
// Some packages import the types of built ones.
const checksOfTypes = runTogether(['lint', 'types'].map(check));
if (!(await runTogether([changedSite]))) process.exit(1);
say('Testing …');
const passed = await Promise.all([test(), checksOfSources, checksOfTypes]);
if (passed.includes(false)) process.exit(1);
run(process.execPath, [join(root, 'scripts', 'check-promises.mjs')]);
say(`All of it took ${secondsSince(startedAt)} s`);
