/** `npm test`: everything, on a fresh machine too. The stores and the browser are real, so they have to be there. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bin, buildWhatChanged, install, isOnPath, root, run, say } from './steps.mjs';

const RESULTS = join(root, 'dist', 'test-results.json');

/** Debian installs what is missing where we may; elsewhere we say what is. */
function provide(programs, debianPackage) {
  if (programs.some(isOnPath)) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    say(
      `The tests need ${programs.join(' or ')} on the PATH (Debian and Ubuntu: apt-get install ${debianPackage}).`,
    );
    process.exit(1);
  }
  say(`Installing ${debianPackage} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], { env });
}

/** Debian keeps the programs of PostgreSQL off the PATH, by version. */
function debianPostgres() {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin', 'initdb'));
}

install();
provide(['redis-server', 'valkey-server'], 'redis-server');
provide(['openssl'], 'openssl');
provide(['pgbouncer'], 'pgbouncer');
provide([...debianPostgres(), 'initdb'], 'postgresql');
provide(['chromium', 'chromium-browser', 'google-chrome'], 'chromium');
provide(['firefox-esr', 'firefox'], 'firefox-esr');
provide(['nginx'], 'nginx');
provide(['caddy'], 'caddy');

for (const check of ['format', 'lint', 'types', 'imports']) {
  say(`Checking: ${check}`);
  run('npm', ['run', '--silent', `check:${check}`]);
}
if (!buildWhatChanged()) process.exit(1);

// End to end, most of the time is spent waiting for what a person would wait for.
const counted = { passed: 0, failed: 0 };
for (const [projects, more] of [
  [['small', 'medium'], []],
  [['e2e'], ['--maxWorkers=4']],
  [['load'], ['--runInBand']],
]) {
  say(`Testing: ${projects.join(', ')}`);
  rmSync(RESULTS, { force: true });
  run(bin('jest'), ['--selectProjects', ...projects, '--json', `--outputFile=${RESULTS}`, ...more]);
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(RESULTS, 'utf8'));
  counted.passed += numPassedTests;
  counted.failed += numFailedTests;
}
say(`${counted.passed} passed, ${counted.failed} failed`);
