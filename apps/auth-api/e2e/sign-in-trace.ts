import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from '@app/testing';

const RUNBOOK = join(__dirname, '..', '..', '..', 'docs', 'runbook.md');
/** The part of the runbook between these marks is written by `npm run docs:trace`. */
const TRACE = /(?<=<!-- #region trace -->\n)(.*)(?=<!-- #endregion trace -->)/s;

export interface LogLine {
  readonly time: string;
  readonly service: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** The log lines of all services that contain the id of a request, the oldest first. */
export const linesWith = (product: Product, requestId: string): readonly LogLine[] =>
  product.services
    .flatMap(({ lines }) => lines)
    .filter((line) => line.includes(requestId))
    .map((line) => JSON.parse(line) as LogLine)
    .sort((one, other) => one.time.localeCompare(other.time));

/** What a line says, without what differs from sign-in to sign-in. */
export const shapeOf = (line: LogLine): string =>
  `${line.service}: ${line.message} (${Object.keys(line).sort().join(', ')})`;

export function traceInRunbook(): readonly LogLine[] {
  const [trace = ''] = TRACE.exec(readFileSync(RUNBOOK, 'utf8')) ?? [];
  const lines = trace.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as LogLine);
}

export function writeTraceToRunbook(lines: readonly LogLine[]): void {
  const written = lines.map((line) => JSON.stringify(line)).join('\n');
  const page = readFileSync(RUNBOOK, 'utf8').replace(TRACE, () => `\n\`\`\`\n${written}\n\`\`\`\n\n`);
  writeFileSync(RUNBOOK, page);
}
