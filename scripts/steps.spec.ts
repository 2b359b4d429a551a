import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const STEPS = pathToFileURL(join(__dirname, 'steps.mjs')).href;

/** What a build without Git would write as its commit, with these variables. */
function revisionWith(variables: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'otpravka-no-git-'));
  try {
    const call = `revisionOf(${JSON.stringify(variables)}, ${JSON.stringify(folder)})`;
    const program = `import { revisionOf } from '${STEPS}'; process.stdout.write(${call})`;
    return execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the commit that a build names', () => {
  it.each([
    ['the build argument', { REVISION: 'abc', RAILWAY_GIT_COMMIT_SHA: 'def' }, 'abc'],
    ['on Railway the commit of the deployment', { REVISION: '', RAILWAY_GIT_COMMIT_SHA: 'def' }, 'def'],
    ['unknown without both and without Git', { REVISION: '' }, 'unknown'],
  ])('is %s', (_, variables, revision) => {
    expect(revisionWith(variables)).toBe(revision);
  });
});
