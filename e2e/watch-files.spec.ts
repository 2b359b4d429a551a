import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { alerts, panels, read, rules, RULES_TEST } from './watch-files';

const ROOT = join(__dirname, '..');
const METRIC = /\botpravka_[a-z0-9_]+/g;

/** The metrics that the sources declare, without the endings that a histogram adds. */
function declaredMetrics(): Set<string> {
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\/src\/.*(?<!spec)\.ts$/.test(file) && !file.includes('node_modules'))
      .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
  );
  return new Set(
    files.flatMap((text) =>
      [...text.matchAll(/(?:name: |gauge\(\s*)'(otpravka_[a-z0-9_]+)'/g)].map(([, name]) => name!),
    ),
  );
}

const nameOf = (series: string, declared: ReadonlySet<string>): string =>
  declared.has(series) ? series : series.replace(/_(bucket|sum|count)$/, '');

const metricsIn = (text: string, declared: ReadonlySet<string>): string[] =>
  [...text.matchAll(METRIC)].map(([series]) => nameOf(series, declared));

/** The sections of the runbook that are about alerts. */
function runbookEntries(): { title: string; alerts: string[]; text: string }[] {
  const sections = read('docs/runbook.md').split(/^## /m).slice(1);
  return sections
    .map((text) => ({
      title: text.split('\n', 1)[0]!,
      alerts: [...text.matchAll(/`(Otpravka[A-Z]\w+)`/g)].map(([, name]) => name!),
      text,
    }))
    .filter((section) => section.alerts.length > 0);
}

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');

describe('the alerts', () => {
  it('have one entry in the runbook each, to which they lead, and each entry has its alert', () => {
    const entries = runbookEntries();
    const listed = entries.flatMap((entry) => entry.alerts);
    expect([...listed].sort()).toEqual(
      alerts()
        .map(({ alert }) => alert)
        .sort(),
    );
    for (const { alert, annotations } of alerts()) {
      const entry = entries.find((candidate) => candidate.alerts.includes(alert));
      expect(`${alert} ${annotations.runbook}`).toBe(`${alert} docs/runbook.md#${anchorOf(entry!.title)}`);
    }
  });

  it('have an entry that says what people see, what to run, what to do, and when it is over', () => {
    for (const { title, text } of runbookEntries()) {
      const steps = [...text.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, step]) => step);
      expect({ title, steps }).toEqual({ title, steps: ['What people see.', 'Run.', 'Do.', 'Over when'] });
    }
  });

  it('say what happened, and whether they wake somebody', () => {
    for (const { labels, annotations } of alerts()) {
      expect(['page', 'look']).toContain(labels.severity);
      expect(annotations.summary).not.toBe('');
    }
  });

  it('each fire in a test of their own', () => {
    const tested = [...read(RULES_TEST).matchAll(/\{alertname="(\w+)"\}/g)].map(([, name]) => name!);
    expect([...new Set(tested)].sort()).toEqual(
      alerts()
        .map(({ alert }) => alert)
        .sort(),
    );
    const { tests } = load(read(RULES_TEST)) as {
      tests: { name: string; promql_expr_test: { exp_samples: unknown[] }[] }[];
    };
    for (const { name, promql_expr_test } of tests)
      expect({ name, before: promql_expr_test[0]!.exp_samples }).toEqual({ name, before: [] });
  });
});

describe('the metrics', () => {
  it('that alerts and dashboard ask for exist', () => {
    const declared = declaredMetrics();
    const asked = [...rules(), ...panels().flatMap(({ targets }) => targets)].map(({ expr }) => expr);
    const unknown = asked.flatMap((expr) => metricsIn(expr, declared)).filter((name) => !declared.has(name));
    expect(asked.length).toBeGreaterThan(50);
    expect(unknown).toEqual([]);
  });

  it('are all explained in docs/watch.md, which names no others', () => {
    const declared = declaredMetrics();
    const explained = new Set(metricsIn(read('docs/watch.md'), declared));
    expect([...explained].sort()).toEqual([...declared].sort());
  });

  it('have names by the conventions of Prometheus', () => {
    for (const name of declaredMetrics())
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|percent)$/);
  });
});
