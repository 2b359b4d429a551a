import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type OperationName, OPERATIONS } from '../candidates/candidate';
import type { OperationFigures, Results } from '../measure/figures';
import { ROOT } from '../paths';
import { textTable, whole } from './text-table';

type Figure = keyof OperationFigures;

/** What is compared, and whether it depends on how fast the machine is today. */
const COMPARED: readonly {
  readonly figure: Figure;
  readonly name: string;
  readonly scale: 'rate' | 'time' | 'count';
}[] = [
  { figure: 'perSecond', name: 'requests/s', scale: 'rate' },
  { figure: 'serviceUs', name: 'service µs', scale: 'time' },
  { figure: 'redisUs', name: 'Redis µs', scale: 'time' },
  { figure: 'postgresUs', name: 'Postgres µs', scale: 'time' },
  { figure: 'oneP50Ms', name: 'one connection', scale: 'time' },
  { figure: 'redisCommands', name: 'Redis commands', scale: 'count' },
  { figure: 'statements', name: 'statements', scale: 'count' },
];

/** @param speed how many times faster the machine is now; a change that this explains is none */
function change(before: number | undefined, now: number | undefined, scale: string, speed: number): string {
  if (before === undefined || now === undefined || before === 0) return '–';
  const expected = scale === 'rate' ? before * speed : scale === 'time' ? before / speed : before;
  const percent = Math.round((now / expected - 1) * 100);
  return percent === 0 ? '0 %' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}

/**
 * The change of our figures against a kept result. Rates and times are scaled by what bare Fastify did in both runs, so that a
 * slower day is no change.
 * @param file as written to `bench/results`, relative to the repository
 */
export function compareWith(file: string, now: Results): string {
  const before = JSON.parse(readFileSync(resolve(ROOT, file), 'utf8')) as Results;
  const bare = (results: Results): number | undefined =>
    results.candidates['limit']?.operations.bare?.perSecond;
  const [bareBefore, bareNow] = [bare(before), bare(now)];
  const speed = bareBefore === undefined || bareNow === undefined ? 1 : bareNow / bareBefore;
  const of = (results: Results, operation: OperationName) =>
    results.candidates['ours']?.operations[operation];
  const rows = OPERATIONS.filter((operation) => of(before, operation) && of(now, operation)).map(
    (operation) => [
      operation,
      ...COMPARED.map(({ figure, scale }) =>
        change(of(before, operation)?.[figure], of(now, operation)?.[figure], scale, speed),
      ),
    ],
  );
  return [
    `\nOurs against ${file} of ${before.date.slice(0, 10)} (bare Fastify ${whole(bareBefore)}/s then, ${whole(bareNow)}/s now):\n`,
    textTable(['change', ...COMPARED.map(({ name }) => name)], rows),
  ].join('\n');
}
