import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { betterAuth } from './candidates/better-auth';
import { type Candidate, type OperationName, OPERATIONS, type Stores } from './candidates/candidate';
import { limit, nestFastify } from './candidates/limit';
import { ours } from './candidates/ours';
import { tutorial } from './candidates/tutorial';
import { type Cores, divideCores } from './measure/cores';
import { type CandidateFigures, combine, type Results } from './measure/figures';
import { measureCandidate } from './measure/measure-candidate';
import { measureWorker } from './measure/measure-worker';
import { CONNECTIONS } from './measure/measure-operation';
import { type Options, readOptions } from './options';
import { BENCH } from './paths';
import { comparison, readResults } from './report/compare';
import { report, writeResults } from './report/report';
import { PostgresServer } from './stores/postgres';
import { RedisServer } from './stores/redis';

const CANDIDATES: readonly Candidate[] = [limit, nestFastify, betterAuth, tutorial, ours];
const DATA = join(BENCH, '.data', 'stores');

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function startStores(): Promise<Stores> {
  mkdirSync(DATA, { recursive: true, mode: 0o755 });
  return { redis: await RedisServer.start(DATA), postgres: await PostgresServer.start(DATA) };
}

/** Measures every candidate once in each round, so that changes of the machine affect all candidates. */
async function measure(
  stores: Stores,
  cores: Cores,
  options: Options,
): Promise<{ rounds: number; found: Results['candidates'] }> {
  const { only, seconds, budgetSeconds } = options;
  const isWanted = (candidate: Candidate) => (operation: OperationName) =>
    only.test(`${candidate.name}/${operation}`);
  const chosen = CANDIDATES.filter((candidate) => OPERATIONS.some(isWanted(candidate)));
  if (chosen.length === 0) throw new Error(`Nothing matches --only ${only.source}`);
  for (const candidate of chosen) await candidate.setUp(await stores.postgres.recreate(candidate.template));

  const found = new Map<string, CandidateFigures[]>(chosen.map(({ name }) => [name, []]));
  const worker: CandidateFigures[] = [];
  let rounds = 0;
  for (let longest = 0; rounds < options.rounds && elapsed() + longest < budgetSeconds; rounds++) {
    const startedAt = elapsed();
    if (chosen.includes(ours) && only.test('ours/bot-worker'))
      worker.push(await measureWorker(stores, cores.prefix));
    for (const candidate of chosen) {
      say(`round ${rounds + 1}: ${candidate.name} …`);
      const plan = { stores, seconds, prefix: cores.prefix, isFirstRound: rounds === 0 };
      found
        .get(candidate.name)!
        .push(await measureCandidate(candidate, { ...plan, isWanted: isWanted(candidate) }));
    }
    longest = Math.max(longest, elapsed() - startedAt);
  }
  if (worker.length > 0) found.set('bot-worker', worker);
  const combined = [...found].map(([name, figures]) => [name, combine(figures)] as const);
  return { rounds, found: Object.fromEntries(combined) };
}

const elapsed = (): number => performance.now() / 1000;

async function main(): Promise<void> {
  if (process.platform !== 'linux') throw new Error('The bench reads /proc, so it runs on Linux only.');
  const options = readOptions(process.argv.slice(2));
  const kept = options.compare === undefined ? undefined : readResults(options.compare);
  const cores = divideCores();
  const stores = await startStores();
  try {
    const { rounds, found } = await measure(stores, cores, options);
    const results: Results = {
      date: new Date().toISOString(),
      machine: {
        ...{ processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
        ...{ node: process.versions.node, division: cores.description },
      },
      settings: { seconds: options.seconds, rounds, connections: CONNECTIONS },
      candidates: found,
    };
    say(report(results));
    if (rounds < options.rounds)
      say(
        `Only ${rounds} of ${options.rounds} rounds were run, because the next one would end after ${options.budgetSeconds} s.`,
      );
    if (kept !== undefined) say(comparison(kept, results));
    say(`Written to ${writeResults(results, options.draw).join(' and ')}`);
  } finally {
    await stores.postgres.stop();
    await stores.redis.stop();
  }
}

// The exit hooks stop the stores and the service.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  },
);

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? (error.stack ?? error.message)
    : `${error.message}\nbecause ${describe(error.cause)}`;
}
