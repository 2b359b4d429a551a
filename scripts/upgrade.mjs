/**
 * `npm run test:upgrade [-- <tag or commit>]`: builds a former version, by default the last release, and tests the update from it to
 * this checkout: the former version signs in on the new schema, and both versions run side by side (`e2e/upgrade.upgrade-spec.ts`).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPrograms } from './programs.mjs';
import { bin, buildWhatChanged, install, root, run, say } from './steps.mjs';

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** The last release before this commit. A release is compared with the one before it. */
function lastRelease() {
  const released = git(
    'tag',
    '--list',
    'v*.*.*',
    '--merged',
    'HEAD',
    '--no-contains',
    'HEAD',
    '--sort=-v:refname',
  );
  return released.split('\n').find(Boolean);
}

const former = process.argv[2] ?? lastRelease();
if (former === undefined) {
  say('There is no release before this commit, so there is no update to test.');
  process.exit(0);
}
install();
installPrograms();
if (!buildWhatChanged()) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), 'otpravka-former-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
say(`Building ${former} …`);
run('git', ['clone', '--quiet', '--no-checkout', root, folder]);
run('git', ['checkout', '--quiet', git('rev-parse', `${former}^{commit}`)], { cwd: folder });
run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: folder });
run('npm', ['run', 'build'], { cwd: folder });
say(`Testing the update from ${former} …`);
run(bin('jest'), ['--selectProjects', 'upgrade'], { cwd: root, env: { ...process.env, FORMER: folder } });
