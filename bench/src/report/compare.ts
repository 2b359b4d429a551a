import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type OperationName, OPERATIONS } from '../candidates/candidate';
import type { OperationFigures, Results } from '../measure/figures';
import { ROOT } from '../paths';
import { textTable, whole } from './text-table';

type Figure = keyof OperationFigures;

/** The compared figures. `scale` is the figure of bare Fastify that shows the speed of the machine; counts need no scale. */
const COMPARED: readonly { readonly figure: Figure; readonly name: string; readonly scale?: Figure }[] = [
  { figure: 'perSecond', name: 'requests/s', scale: 'perSecond' },
  { figure: 'serviceUs', name: 'service µs', scale: 'serviceUs' },
  { figure: 'redisUs', name: 'Redis µs', scale: 'serviceUs' },
  { figure: 'postgresUs', name: 'Postgres µs', scale: 'serviceUs' },
  { figure: 'oneP50Ms', name: 'one connection', scale: 'oneP50Ms' },
  { figure: 'redisCommands', name: 'Redis commands' },
  { figure: 'statements', name: 'statements' },
];

/** @param factor the change that is due to the machine alone */
function change(before: number | undefined, now: number | undefined, factor: number): string {
  if (before === undefined || now === undefined || before === 0) return '–';
  const percent = Math.round((now / (before * factor) - 1) * 100);
  return percent === 0 ? '0 %' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}

/** @param file a file of `writeResults`; its path is relative to the repository */
export const readResults = (file: string): Results =>
  JSON.parse(readFileSync(resolve(ROOT, file), 'utf8')) as Results;

/**
 * Compares our figures with a stored result. Rates and times are scaled by those of bare Fastify in both runs, so that a slower
 * machine does not count as a change.
 */
export function comparison(before: Results, now: Results): string {
  const bare = (results: Results) => results.candidates['limit']?.operations.bare;
  const [bareBefore, bareNow] = [bare(before), bare(now)];
  const factor = (scale: Figure | undefined): number => {
    if (scale === undefined || bareBefore === undefined || bareNow === undefined) return 1;
    return bareNow[scale]! / bareBefore[scale]!;
  };
  const of = (results: Results, operation: OperationName) =>
    results.candidates['ours']?.operations[operation];
  const rows = OPERATIONS.filter((operation) => of(before, operation) && of(now, operation)).map(
    (operation) => [
      operation,
      ...COMPARED.map(({ figure, scale }) =>
        change(of(before, operation)?.[figure], of(now, operation)?.[figure], factor(scale)),
      ),
    ],
  );
  return [
    `\nOurs against the result of ${before.date.slice(0, 10)} (bare Fastify ${whole(bareBefore?.perSecond)}/s then, ${whole(bareNow?.perSecond)}/s now):\n`,
    textTable(['change', ...COMPARED.map(({ name }) => name)], rows),
  ].join('\n');
}
