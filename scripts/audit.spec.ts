import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SCRIPT = join(__dirname, 'audit.mjs');

/** As npm 11 answers. */
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
const broughtBy = {
  telegraf: { name: 'telegraf', severity: 'critical', via: ['node-fetch'], fixAvailable: false },
};

describe('npm run check:audit', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpravka-audit-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The registry's answer, by a program that stands in for npm. */
  function answering(answer: object | string): { status: number | null; output: string } {
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    writeFileSync(join(folder, 'answer.json'), text);
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncat '${join(folder, 'answer.json')}'\nexit 1\n`);
    chmodSync(join(folder, 'npm'), 0o755);
    const env = { PATH: [folder, '/usr/bin', '/bin'].join(delimiter) };
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT], { env, encoding: 'utf8' });
    return { status, output: stdout };
  }

  it.each(['high', 'critical'])('fails on what is %s, and shows where', (severity) => {
    const { status, output } = answering({
      vulnerabilities: { ...advisory('node-fetch', severity), ...broughtBy },
    });
    expect(status).toBe(1);
    expect(output).toMatch(/^severity +package +versions +mended by +what +where$/m);
    expect(output).toMatch(
      new RegExp(`^${severity} +node-fetch +<2.0.0 +none yet +node-fetch can be misled +https://`, 'm'),
    );
    expect(output).toContain('1 of them high or critical');
    expect(output).not.toMatch(/^\w+ +telegraf/m);
  });

  it('shows lower severities, the worst first, and does not fail', () => {
    const { status, output } = answering({
      vulnerabilities: {
        ...advisory('pause', 'low'),
        ...advisory('lodash', 'moderate', { fixAvailable: { name: 'lodash', version: '5.0.0' } }),
      },
    });
    expect(status).toBe(0);
    expect(output.indexOf('moderate')).toBeLessThan(output.indexOf('low '));
    expect(output).toContain('lodash 5.0.0');
  });

  it('reports where nothing is known', () => {
    const { status, output } = answering({ vulnerabilities: {}, metadata: { dependencies: { prod: 226 } } });
    expect([status, output.trim()]).toEqual([0, 'Nothing is known against the 226 packages of production.']);
  });

  it.each([
    ['refuses', { message: '405 Method Not Allowed', statusCode: 405 }],
    ['says nothing', ''],
  ])('does not fail where the registry %s, and says so', (_, answer) => {
    const { status, output } = answering(answer);
    expect(status).toBe(0);
    expect(output).toContain('The registry answers no audits');
  });
});
