import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type OperationName, OPERATIONS } from '../candidates/candidate';
import type { CandidateFigures, OperationFigures, Results } from '../measure/figures';
import { BENCH, ROOT } from '../paths';
import { deliveryReport } from './delivery-report';
import { canDraw, drawing } from './drawing';
import { describeBare, describeSettings, percent, short, textTable, times, whole } from './text-table';

/** The candidates in the columns of the main table. */
const COLUMNS = ['limit', 'nest-fastify', 'better-auth', 'tutorial', 'ours'] as const;

const figuresOf = (
  results: Results,
  candidate: string,
  operation: OperationName,
): OperationFigures | undefined => results.candidates[candidate]?.operations[operation];

const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b;

const describeMachine = (results: Results): string => {
  const { date, machine } = results;
  return (
    `${date.slice(0, 10)}, ${machine.processor}, ${machine.cores} cores, Node ${machine.node}; ${machine.division}; ` +
    describeSettings(results)
  );
};

function mainTable(results: Results): string {
  const isMeasured = (operation: OperationName): boolean =>
    operation !== 'bare' && COLUMNS.some((candidate) => figuresOf(results, candidate, operation));
  const rows = OPERATIONS.filter(isMeasured).map((operation) => {
    const cells = COLUMNS.map((candidate) => {
      const found = figuresOf(results, candidate, operation);
      return found === undefined ? whole(undefined) : `${whole(found.perSecond)} (${whole(found.serviceUs)})`;
    });
    const mine = figuresOf(results, 'ours', operation);
    const best = figuresOf(results, 'limit', operation);
    const theirs = figuresOf(results, 'better-auth', operation);
    return [
      ...[operation, ...cells, percent(ratio(mine?.perSecond, best?.perSecond))],
      ...[times(ratio(mine?.serviceUs, best?.serviceUs)), times(ratio(mine?.perSecond, theirs?.perSecond))],
    ];
  });
  const compared = ['ours of the limit', 'our CPU by the limit’s', 'ours by better-auth'];
  return textTable(['requests/s (CPU µs/op)', ...COLUMNS, ...compared], rows);
}

function detailTable(results: Results): string {
  const head = [
    ...[
      'operation',
      'candidate',
      'service µs',
      'busy',
      'client µs',
      'Redis µs',
      'commands',
      'network + scripts',
      'Postgres µs',
    ],
    ...['statements', 'p50 ms', 'p99 ms', 'at half load', 'one connection p50', 'p99', 'p50 by the limit’s'],
  ];
  const rows = OPERATIONS.flatMap((operation) =>
    COLUMNS.map((candidate) => ({ candidate, found: figuresOf(results, candidate, operation) })).flatMap(
      ({ candidate, found }) =>
        found === undefined
          ? []
          : [[operation, candidate, ...detailCells(found, figuresOf(results, 'limit', operation))]],
    ),
  );
  return textTable(head, rows);
}

const detailCells = (f: OperationFigures, limit: OperationFigures | undefined): string[] => [
  ...[
    whole(f.serviceUs),
    percent(f.serviceBusy),
    whole(f.clientUs),
    whole(f.redisUs),
    short(f.redisCommands),
  ],
  `${short(f.redisOverNetwork)} + ${short(f.redisInScripts)}`,
  ...[whole(f.postgresUs), short(f.statements), short(f.p50Ms), short(f.p99Ms)],
  `${short(f.halfP50Ms)} / ${short(f.halfP99Ms)}`,
  ...[short(f.oneP50Ms), short(f.oneP99Ms), times(ratio(f.oneP50Ms, limit?.oneP50Ms))],
];

function processTable(results: Results): string {
  const rows = Object.entries(results.candidates).map(
    ([name, { startMs, idleMb, loadedMb }]: [string, CandidateFigures]) => [
      ...[name, whole(startMs), whole(idleMb), whole(loadedMb)],
    ],
  );
  return textTable(['candidate', 'start to ready, ms', 'idle, MB', 'after load, MB'], rows);
}

/** All tables in Markdown. */
export const report = (results: Results): string =>
  [
    `\n${describeMachine(results)}.`,
    `${describeBare(results)}.`,
    ...(canDraw(results) ? [mainTable(results)] : []),
    ...[detailTable(results), processTable(results)],
    ...deliveryReport(results),
  ].join('\n\n');

/** Writes the figures and their chart. @returns the paths of the files, relative to the repository */
export function writeResults(results: Results, isForReadme: boolean): string[] {
  const folder = join(BENCH, 'results');
  mkdirSync(folder, { recursive: true });
  const name = results.date.slice(0, 19).replaceAll(':', '-');
  const chart = canDraw(results) ? drawing(results) : undefined;
  const files: [string, string][] = [
    [join(folder, `${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`],
  ];
  if (chart !== undefined) files.push([join(folder, `${name}.svg`), chart]);
  if (chart !== undefined && isForReadme)
    files.push([join(ROOT, 'docs', 'images', 'performance.svg'), chart]);
  for (const [file, text] of files) writeFileSync(file, text);
  return files.map(([file]) => relative(ROOT, file));
}
