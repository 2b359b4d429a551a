import type { RateFigures } from '../delivery/delivery-figures';
import type { Results } from '../measure/figures';

/** Formats a Markdown table. The first column is left-aligned, the others are right-aligned. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

const NONE = '–';

export const whole = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? NONE : Math.round(value).toLocaleString('en-US');

/** Formats a number with two decimals below 1, one below 100, and none from 100 on. */
export function short(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return NONE;
  return value.toFixed(value < 1 ? 2 : value < 100 ? 1 : 0);
}

export const times = (value: number | undefined): string =>
  value === undefined ? short(value) : `${short(value)} ×`;

export const percent = (part: number | undefined): string =>
  part === undefined || Number.isNaN(part) ? NONE : `${Math.round(part * 100)} %`;

export const describeSettings = ({ settings: { connections, rounds, seconds } }: Results): string =>
  `${connections} connections, ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`} of ${seconds} s`;

/** The rate of bare Fastify shows how fast the machine is. */
export function describeBare({ candidates }: Results): string {
  const bare = candidates['limit']?.operations.bare;
  return bare === undefined
    ? 'Bare Fastify was not measured'
    : `Bare Fastify answers ${whole(bare.perSecond)} requests a second on one core`;
}

/** Processor time per code of all services and both stores, in milliseconds. */
export const totalMs = ({ apisMs, workersMs, redisMs, postgresMs }: RateFigures): number =>
  apisMs + workersMs + redisMs + postgresMs;
