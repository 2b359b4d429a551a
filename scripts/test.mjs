/** `npm test`: everything, on a fresh machine too. The stores and the browser are real, so they have to be there. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bin, buildWhatChanged, install, isOnPath, root, run, say } from './steps.mjs';
import { withoutServices } from './without-services.mjs';

const RESULTS = join(root, 'dist', 'test-results.json');

/** Debian keeps the programs of PostgreSQL off the PATH, by version. */
function debianPostgres() {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin', 'initdb'));
}

/** What the tests run, by Debian's package; any one program of a row is enough. */
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

/** Installs Debian's packages where this process may; elsewhere it says which programs are missing. */
function provide() {
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

install();
provide();

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
