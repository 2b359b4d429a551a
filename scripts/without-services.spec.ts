import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, 'without-services.mjs');

describe('an installation of test programs', () => {
  let folder: string;
  let policy: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpravka-policy-'));
    policy = join(folder, 'policy-rc.d');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the policy, as Debian does, prints its exit code, and then runs `install`. @param install a shell command */
  function installing(install: string): { status: number | null; output: string } {
    const code = `
      import { spawnSync } from 'node:child_process';
      import { withoutServices } from ${JSON.stringify(SCRIPT)};
      withoutServices(() => {
        const { status } = spawnSync('sh', ['-c', ${JSON.stringify(`"${policy}"; echo $?; ${install}`)}], { stdio: 'inherit' });
        if (status !== 0) process.exit(status ?? 1);
      }, ${JSON.stringify(policy)});`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
    });
    return { status, output: stdout };
  }

  it.each([
    ['succeeds', 'true', 0],
    ['fails', 'exit 100', 100],
    ['is stopped by Ctrl-C', 'kill -INT $PPID; exit 1', 1],
  ])('starts no service and leaves no policy behind if it %s', (_, install, status) => {
    expect(installing(install)).toEqual({ status, output: '101\n' });
    expect(existsSync(policy)).toBe(false);
  });

  it('keeps an existing policy', () => {
    const own = '#!/bin/sh\nexit 0\n';
    writeFileSync(policy, own, { mode: 0o755 });
    expect(installing('true')).toEqual({ status: 0, output: '0\n' });
    expect(readFileSync(policy, 'utf8')).toBe(own);
  });
});
