import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SCRIPT = join(__dirname, 'audit.mjs');

/** An advisory in the format of npm 11. */
const advisory = (name: string, severity: string, more: object = {}) => ({
  [name]: {
    name,
    severity,
    via: [
      {
        name,
        severity,
        title: `${name} can be misled`,
        range: '<2.0.0',
        url: 'https://github.com/advisories/GHSA-1',
      },
    ],
    effects: ['telegraf'],
    fixAvailable: false,
    ...more,
  },
});
const dependents = {
  telegraf: { name: 'telegraf', severity: 'critical', via: ['node-fetch'], fixAvailable: false },
};

describe('npm run check:audit', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpravka-audit-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the audit with a program in place of npm, which prints `answer`. */
  function auditWith(answer: object | string): { status: number | null; output: string } {
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    writeFileSync(join(folder, 'answer.json'), text);
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncat '${join(folder, 'answer.json')}'\nexit 1\n`);
    chmodSync(join(folder, 'npm'), 0o755);
    const env = { PATH: [folder, '/usr/bin', '/bin'].join(delimiter) };
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT], { env, encoding: 'utf8' });
    return { status, output: stdout };
  }

  it.each(['high', 'critical'])('fails on a %s vulnerability, and shows its package', (severity) => {
    const { status, output } = auditWith({
      vulnerabilities: { ...advisory('node-fetch', severity), ...dependents },
    });
    expect(status).toBe(1);
    expect(output).toMatch(/^severity +package +versions +fixed by +what +where$/m);
    expect(output).toMatch(
      new RegExp(`^${severity} +node-fetch +<2.0.0 +none yet +node-fetch can be misled +https://`, 'm'),
    );
    expect(output).toContain('High or critical: 1.');
    expect(output).not.toMatch(/^\w+ +telegraf/m);
  });

  it('lists lower severities, the worst first, without failing', () => {
    const { status, output } = auditWith({
      vulnerabilities: {
        ...advisory('pause', 'low'),
        ...advisory('lodash', 'moderate', { fixAvailable: { name: 'lodash', version: '5.0.0' } }),
      },
    });
    expect(status).toBe(0);
    expect(output.indexOf('moderate')).toBeLessThan(output.indexOf('low '));
    expect(output).toContain('lodash 5.0.0');
  });

  it('reports that no vulnerability is known', () => {
    const { status, output } = auditWith({ vulnerabilities: {}, metadata: { dependencies: { prod: 226 } } });
    expect([status, output.trim()]).toEqual([
      0,
      'No vulnerability is known in the 226 packages of production.',
    ]);
  });

  it.each([
    ['refuses', { message: '405 Method Not Allowed', statusCode: 405 }],
    ['returns nothing', ''],
  ])('does not fail if the registry %s, and says so', (_, answer) => {
    const { status, output } = auditWith(answer);
    expect(status).toBe(0);
    expect(output).toContain('The registry does not support audits');
  });
});
