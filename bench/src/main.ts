import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { betterAuth } from './candidates/better-auth';
import { type Candidate, OPERATIONS, type Stores } from './candidates/candidate';
import { limit, nestFastify } from './candidates/limit';
import { ours } from './candidates/ours';
import { tutorial } from './candidates/tutorial';
import type { DeliveryFigures } from './delivery/delivery-figures';
import { measureDelivery } from './delivery/measure-delivery';
import { chosenSetups, hasMostWorkers, RATES, setupName } from './delivery/setups';
import { type Cores, divideCores } from './measure/cores';
import type { Results } from './measure/figures';
import { CONNECTIONS } from './measure/measure-operation';
import { measureRounds } from './measure/measure-rounds';
import { type Options, readOptions } from './options';
import { BENCH } from './paths';
import { comparison, readResults } from './report/compare';
import { report, writeResults } from './report/report';
import { PostgresServer } from './stores/postgres';
import { RedisServer } from './stores/redis';

const CANDIDATES: readonly Candidate[] = [limit, nestFastify, betterAuth, tutorial, ours];
/** The figure by which days and machines are compared. */
const BARE = 'limit/bare';
const DATA = join(BENCH, '.data', 'stores');

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function startStores(): Promise<Stores> {
  mkdirSync(DATA, { recursive: true, mode: 0o755 });
  return { redis: await RedisServer.start(DATA), postgres: await PostgresServer.start(DATA) };
}

async function measure(stores: Stores, cores: Cores, options: Options) {
  const { only, seconds, deliverySeconds } = options;
  const setups = chosenSetups(only);
  const isWanted = (name: string): boolean =>
    (only?.test(name) ?? true) || (name === BARE && setups.length > 0);
  const chosen = CANDIDATES.filter(
    (candidate) =>
      (candidate === ours && setups.length > 0) ||
      OPERATIONS.some((operation) => isWanted(`${candidate.name}/${operation}`)),
  );
  if (chosen.length === 0) throw new Error(`Nothing matches --only ${only?.source}`);
  for (const candidate of chosen) await candidate.setUp(await stores.postgres.recreate(candidate.template));

  const delivery: DeliveryFigures[] = [];
  for (const setup of setups) {
    say(`${setupName(setup)} …`);
    const plan = { stores, prefix: cores.prefix, rates: RATES, seconds: deliverySeconds };
    delivery.push(await measureDelivery(setup, { ...plan, isIdleMeasured: hasMostWorkers(setup, setups) }));
  }
  const rounds = await measureRounds(chosen, {
    ...{ stores, prefix: cores.prefix, seconds, rounds: options.rounds, isWanted, say },
    endMs: options.budgetSeconds * 1000,
  });
  return { ...rounds, ...(delivery.length > 0 && { delivery }) };
}

async function main(): Promise<void> {
  if (process.platform !== 'linux') throw new Error('The bench reads /proc, so it runs on Linux only.');
  const options = readOptions(process.argv.slice(2));
  const kept = options.compare === undefined ? undefined : readResults(options.compare);
  const cores = divideCores();
  const stores = await startStores();
  try {
    const { rounds, ...measured } = await measure(stores, cores, options);
    const { seconds, deliverySeconds } = options;
    const results: Results = {
      date: new Date().toISOString(),
      machine: {
        ...{ processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
        ...{ node: process.versions.node, division: cores.description },
      },
      settings: { seconds, rounds, connections: CONNECTIONS, deliverySeconds },
      ...measured,
    };
    say(report(results));
    if (rounds < options.rounds)
      say(`\nOnly ${rounds} of ${options.rounds} rounds fit into ${options.budgetSeconds} s.`);
    if (kept !== undefined) say(comparison(kept, results));
    say(`\nWritten to ${writeResults(results, options.draw).join(' and ')}`);
  } finally {
    await stores.postgres.stop();
    await stores.redis.stop();
  }
}

// The exit hooks stop the stores and the services.
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
