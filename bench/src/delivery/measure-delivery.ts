import { setTimeout as wait } from 'node:timers/promises';
import type { Stores } from '../candidates/candidate';
import { post } from '../candidates/sign-in-flow';
import { percentile, runLoad } from '../load/load';
import { CONNECTIONS } from '../measure/measure-operation';
import type { DeliveryFigures, IdleFigures, RateFigures } from './delivery-figures';
import { Deployment, type LinkedPerson, type Setup } from './deployment';

/** Before a measurement, V8 must compile the hot functions of every worker. */
const WARM_UP = { codesPerWorker: 400, perSecond: 200 };
/** Longer than the lease of a claim, which is 15 s. When it ends, another worker sends the code. */
const LONGEST_DELIVERY_MS = 30_000;
const ACCEPTED = 202;

export interface DeliveryPlan {
  readonly stores: Stores;
  /** The words before the command of each service, such as `taskset`. */
  readonly prefix: readonly string[];
  readonly rates: readonly number[];
  /** The duration of the measurement at each rate, and of the idle product. */
  readonly seconds: number;
  /** Whether the idle product is measured too. */
  readonly isIdleMeasured: boolean;
}

/** Starts the product with this number of workers and APIs, and requests codes for linked people. */
export async function measureDelivery(setup: Setup, plan: DeliveryPlan): Promise<DeliveryFigures> {
  const { stores, prefix, rates, seconds, isIdleMeasured } = plan;
  const deployment = await Deployment.start(stores, prefix, setup);
  try {
    const first = await deployment.addLinkedPeople(WARM_UP.codesPerWorker * setup.workers);
    await requestCodes(deployment, first, WARM_UP.perSecond);
    const idle = isIdleMeasured ? await measureIdle(deployment, seconds) : undefined;
    const found: RateFigures[] = [];
    for (const perSecond of rates) found.push(await measureRate(deployment, stores, { perSecond, seconds }));
    return { ...setup, rates: found, ...(idle && { idle }), workerMb: deployment.workerMemory };
  } catch (error) {
    throw new Error('The measurement of delivery failed; its logs are in bench/.data/logs', { cause: error });
  } finally {
    await deployment.stop();
  }
}

async function measureRate(
  deployment: Deployment,
  { redis }: Stores,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<RateFigures> {
  const codes = Math.ceil(perSecond * seconds);
  const people = await deployment.addLinkedPeople(codes);
  const commandsBefore = await redis.commandCount();
  const before = deployment.processorTimes();
  const delays = await requestCodes(deployment, people, perSecond);
  const after = deployment.processorTimes();
  const commandsAfter = await redis.commandCount();
  const msPerCode = (microseconds: number): number => microseconds / 1000 / codes;
  return {
    ...{ perSecond, codes },
    apisMs: msPerCode(sum(after.apis) - sum(before.apis)),
    workersMs: msPerCode(sum(after.workers) - sum(before.workers)),
    redisMs: msPerCode(after.redis - before.redis),
    postgresMs: msPerCode(after.postgres - before.postgres),
    benchMs: msPerCode(after.bench - before.bench),
    redisCommands: (commandsAfter - commandsBefore) / codes,
    ...{ p50Ms: percentile(delays, 0.5), p99Ms: percentile(delays, 0.99) },
  };
}

/** Requests one code for each of the people. @returns the milliseconds until each message arrived, in ascending order */
async function requestCodes(
  deployment: Deployment,
  people: readonly LinkedPerson[],
  perSecond: number,
): Promise<Float64Array> {
  const { telegram, apis } = deployment;
  const sentAt = new Map<number, number>();
  const waiting: LinkedPerson[] = [...people];
  const source = () => {
    const person = waiting.shift();
    if (person === undefined) return undefined;
    return {
      request: post('/api/auth/request-otp', { phone: person.phone }),
      keep: (_answer: unknown, at: number) => void sentAt.set(person.chat, at),
    };
  };
  const ports = apis.map(({ port }) => port);
  await runLoad(source, { ports, perSecond, status: ACCEPTED, connections: CONNECTIONS });
  const chats = people.map(({ chat }) => chat);
  await telegram.awaitMessages(chats, LONGEST_DELIVERY_MS);
  return Float64Array.from(chats, (chat) => telegram.arrivals.get(chat)! - sentAt.get(chat)!).sort();
}

async function measureIdle(deployment: Deployment, seconds: number): Promise<IdleFigures> {
  const before = deployment.processorTimes();
  const startedAt = performance.now();
  await wait(seconds * 1000);
  const after = deployment.processorTimes();
  const microseconds = (performance.now() - startedAt) * 1000;
  const share = (from: number, until: number): number => (until - from) / microseconds;
  const shareOf = (which: 'apis' | 'workers'): number[] =>
    after[which].map((until, index) => share(before[which][index]!, until));
  const [pollingWorker, ...others] = shareOf('workers');
  return {
    pollingWorker: pollingWorker!,
    ...(others.length > 0 && { otherWorker: sum(others) / others.length }),
    api: sum(shareOf('apis')) / deployment.apis.length,
    redis: share(before.redis, after.redis),
    postgres: share(before.postgres, after.postgres),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
