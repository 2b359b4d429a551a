import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

describe('the check of docs/promises.md', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpravka-promises-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** @param tests file, full name and status of each test that ran */
  function check(lines: readonly string[], tests: readonly (readonly [string, string, string])[]) {
    const [page, results] = [join(folder, 'promises.md'), join(folder, 'results.json')];
    writeFileSync(page, ['# Promises', '', ...lines].join('\n'));
    const testResults = tests.map(([file, fullName, status]) => ({
      name: join(ROOT, file),
      assertionResults: [{ fullName, status }],
    }));
    writeFileSync(results, JSON.stringify({ testResults }));
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(__dirname, 'check-promises.mjs'), page, results],
      { encoding: 'utf8' },
    );
    return { status, output: stdout };
  }

  const PAGE = ['- A code signs in once.', '  - `libs/otp/a.spec.ts`: `a code signs in once`'];

  it('passes if every named test has passed', () => {
    expect(check(PAGE, [['libs/otp/a.spec.ts', 'a code signs in once', 'passed']])).toEqual({
      status: 0,
      output: '\n1 promises, each with a test that passed\n',
    });
  });

  it.each<[string, string, string, RegExp]>([
    [
      'has another name',
      'libs/otp/a.spec.ts',
      'a code signs in',
      /a\.spec\.ts has no test "a code signs in once"/,
    ],
    [
      'lies in another file',
      'libs/otp/b.spec.ts',
      'a code signs in once',
      /is in libs\/otp\/b\.spec\.ts, not in/,
    ],
    [
      'lies in a file that moved',
      'libs/otp/x/a.spec.ts',
      'other',
      /the nearest one is "other" in libs\/otp\/x\/a\.spec\.ts/,
    ],
  ])('fails if the named test %s', (_, file, name, reason) => {
    const { status, output } = check(PAGE, [[file, name, 'passed']]);
    expect(status).toBe(1);
    expect(output).toMatch(reason);
  });

  it.each(['pending', 'failed', 'todo'])('fails if the named test is %s', (result) => {
    const { status, output } = check(PAGE, [['libs/otp/a.spec.ts', 'a code signs in once', result]]);
    expect(status).toBe(1);
    expect(output).toContain(`is ${result}`);
  });

  it('checks all tests whose names begin with a name that ends with …', () => {
    const page = ['- A code is read.', '  - `libs/otp/a.spec.ts`: `a code is read from …`'];
    const both = (last: string) =>
      check(page, [
        ['libs/otp/a.spec.ts', 'a code is read from 1', 'passed'],
        ['libs/otp/a.spec.ts', 'a code is read from 2', last],
      ]).status;
    expect([both('passed'), both('pending')]).toEqual([0, 1]);
  });

  it('fails if a promise names no test', () => {
    expect(check(['- A code signs in once.'], []).status).toBe(1);
  });

  it('fails if the page contains no promise', () => {
    expect(check([], []).status).toBe(1);
  });
});
