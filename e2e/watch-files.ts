import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

const ROOT = join(__dirname, '..');

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export const RULES = 'deploy/prometheus/otpravka.rules.yml';
export const RULES_TEST = 'deploy/prometheus/otpravka.rules.test.yml';
export const PROMETHEUS = 'deploy/prometheus/prometheus.yml';
const DASHBOARD = 'deploy/grafana/otpravka.json';

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Rule extends Partial<Alert> {
  readonly record?: string;
  readonly expr: string;
}

export const rules = (): readonly Rule[] =>
  (load(read(RULES)) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);

export const alerts = (): readonly Alert[] =>
  rules().filter((rule): rule is Alert => rule.alert !== undefined);

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
}

/** The panels of the dashboard that show something. */
export const panels = (): readonly Required<Panel>[] =>
  (JSON.parse(read(DASHBOARD)) as { panels: Panel[] }).panels.filter(
    (panel): panel is Required<Panel> => panel.type !== 'row',
  );

/** Grafana replaces this by a few scrape intervals, and 15 minutes are too long for a test. */
export const asInGrafana = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '10s').replaceAll('[15m]', '[10s]');
