import type { Operation, Stores } from '../candidates/candidate';
import { type Load, type LoadOptions, percentile, runLoad, type Source } from '../load/load';
import { RedisMonitor } from '../stores/redis-monitor';
import type { OperationFigures } from './figures';
import { processorTime, processorTimeOfFamily } from './processes';
import type { Service } from './service';

export const CONNECTIONS = 32;
/** Before a measurement, V8 must compile the hot functions. The rate of this run decides how many requests to prepare. */
const WARM_UP = { seconds: 1.5, count: 1_500 };
const PREPARED_MORE = 1.5;
const ONE_CONNECTION = { seconds: 0.8, count: 300 };
const HALF_LOAD_SECONDS = 2;
const COUNTED = 20;

export interface Place {
  readonly service: Service;
  readonly stores: Stores;
  readonly database: string;
}

export interface Extent {
  readonly seconds: number;
  /** The first round also counts commands and statements, and measures at half load. */
  readonly isFirstRound: boolean;
}

/** Warms the service up, and creates data that later operations need. @returns requests a second */
export async function warmUp(operation: Operation, { service }: Place): Promise<number> {
  const warm = await load(operation, service, await operation.prepare(WARM_UP.count), {
    ...{ connections: CONNECTIONS, seconds: WARM_UP.seconds },
  });
  return warm.count / warm.seconds;
}

export async function measureOperation(
  operation: Operation,
  place: Place,
  { seconds, isFirstRound }: Extent,
): Promise<OperationFigures> {
  const { service } = place;
  const rate = await warmUp(operation, place);
  const source = await operation.prepare(Math.ceil(rate * seconds * PREPARED_MORE));
  const loaded = await measureLoad(place, () =>
    load(operation, service, source, { connections: CONNECTIONS, seconds }),
  );
  const one = await load(operation, service, await operation.prepare(ONE_CONNECTION.count), {
    ...{ connections: 1, ...ONE_CONNECTION },
  });
  return {
    ...loaded,
    oneP50Ms: percentile(one.latencies, 0.5),
    oneP99Ms: percentile(one.latencies, 0.99),
    ...(isFirstRound && (await countRoundTrips(operation, place))),
    ...(isFirstRound && (await measureHalfLoad(operation, service, loaded.perSecond))),
  };
}

const load = (
  operation: Operation,
  { port }: Service,
  source: Source,
  more: Omit<LoadOptions, 'ports' | 'status'>,
) => runLoad(source, { ports: [port], status: operation.status, ...more });

async function measureLoad({ service, stores }: Place, work: () => Promise<Load>) {
  const read = async () => ({
    commands: await stores.redis.commandCount(),
    service: processorTime(service.pid),
    client: processorTime(process.pid),
    redis: processorTimeOfFamily(stores.redis.pid),
    postgres: processorTimeOfFamily(stores.postgres.pid),
  });
  const before = await read();
  const { count, seconds, latencies } = await work();
  const after = await read();
  return {
    perSecond: count / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    serviceUs: (after.service - before.service) / count,
    clientUs: (after.client - before.client) / count,
    redisUs: (after.redis - before.redis) / count,
    postgresUs: (after.postgres - before.postgres) / count,
    serviceBusy: (after.service - before.service) / (seconds * 1e6),
    redisCommands: (after.commands - before.commands) / count,
  };
}

async function measureHalfLoad(operation: Operation, service: Service, fullRate: number) {
  const perSecond = fullRate / 2;
  const source = await operation.prepare(Math.ceil(perSecond * HALF_LOAD_SECONDS));
  const half = await load(operation, service, source, {
    ...{ connections: CONNECTIONS, seconds: HALF_LOAD_SECONDS, perSecond },
  });
  return { halfP50Ms: percentile(half.latencies, 0.5), halfP99Ms: percentile(half.latencies, 0.99) };
}

/** Counts the commands and statements that a few operations send to the stores, one operation at a time. */
async function countRoundTrips(operation: Operation, { service, stores, database }: Place) {
  const source = await operation.prepare(COUNTED);
  const { redis, postgres } = stores;
  let monitor: RedisMonitor | undefined;
  const statements = await postgres.countStatements(database, async () => {
    monitor = await RedisMonitor.open(redis.url);
    const { count } = await load(operation, service, source, { connections: 1, count: COUNTED });
    await monitor.close();
    if (count < COUNTED) throw new Error(`Only ${count} of ${COUNTED} operations had a request`);
  });
  return {
    statements: statements / COUNTED,
    redisOverNetwork: monitor!.overNetwork / COUNTED,
    redisInScripts: monitor!.inScripts / COUNTED,
  };
}
