import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { RedisProcess, until } from '@app/testing';
import { isRedisUnavailable, redisConnector } from './connector';
import { RedisStore } from './redis-store';

/** A command waits 2,000 ms for its answer. The rest is for a machine that is busy with other tests. */
const IN_TIME_MS = 15_000;
/** Longer than the `socketTimeout` of a connection, in milliseconds. */
const SOCKET_TIMEOUT_AND_MORE_MS = 3_500;

async function expectUnavailable(command: Promise<unknown>): Promise<void> {
  const start = performance.now();
  const outcome = await command.then(
    () => 'answered',
    (error: unknown) => (isRedisUnavailable(error) ? 'unavailable' : error),
  );
  expect(outcome).toBe('unavailable');
  expect(performance.now() - start).toBeLessThan(IN_TIME_MS);
}

const times = <T>(count: number, work: () => T): T[] => Array.from({ length: count }, work);

let redis: RedisProcess;
let store: RedisStore;

async function connect(url = redis.url): Promise<void> {
  store = new RedisStore(redisConnector({ url, isCluster: false })(), 'spec');
  await store.onModuleInit();
}

const status = (): string => (store.client as Redis).status;
const isBack = (): Promise<boolean> => until(() => store.ping().then(() => true));

/** Counts without a pause until it is stopped. */
function countOn(key: string): { stop(): Promise<number> } {
  let isOver = false;
  let done = 0;
  const counting = (async () => {
    while (!isOver) {
      await store.client.incr(key).then(
        () => (done += 1),
        () => undefined,
      );
      await nextTurn();
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await counting;
      return done;
    },
  };
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

beforeEach(async () => {
  redis = await RedisProcess.start();
  await connect();
});

afterEach(async () => {
  store.onApplicationShutdown();
  await redis.stop();
});

describe('while Redis is stopped', () => {
  it('commands fail in time, and work again once it is started', async () => {
    await redis.stop();
    await Promise.all(times(50, () => expectUnavailable(store.client.incr('count'))));
    await redis.start();
    await isBack();
    await expect(store.client.incr('count')).resolves.toBe(1);
  });

  it('a command that failed is never sent later', async () => {
    await redis.stop();
    const counting = countOn('count');
    await until(() => status() === 'reconnecting');
    await redis.start();
    await isBack();
    const done = await counting.stop();
    await expect(store.client.get('count')).resolves.toBe(done === 0 ? null : String(done));
  });

  it('a boot continues without it, and commands work once it is started', async () => {
    await redis.stop();
    const late = new RedisStore(redisConnector({ url: redis.url, isCluster: false })(), 'spec');
    await late.onModuleInit();
    await expectUnavailable(late.ping());
    await redis.start();
    await until(() => late.ping().then(() => true));
    late.onApplicationShutdown();
  });
});

describe('while Redis hangs', () => {
  it('commands fail in time, the later ones at once, and work again once it resumes', async () => {
    await redis.hang();
    await Promise.all(times(50, () => expectUnavailable(store.client.get('key'))));
    await until(() => status() !== 'ready');
    await expectUnavailable(store.client.get('key'));
    redis.resume();
    await isBack();
  });

  it('a command that was already sent may still be executed once, and a later one never is', async () => {
    await redis.hang();
    await expectUnavailable(store.client.incr('on its way'));
    await until(() => status() !== 'ready');
    await Promise.all(times(50, () => expectUnavailable(store.client.incr('later'))));
    redis.resume();
    await isBack();
    expect([null, '1']).toContain(await store.client.get('on its way'));
    await expect(store.client.get('later')).resolves.toBeNull();
  });

  it('a boot continues without it', async () => {
    await redis.hang();
    const late = new RedisStore(redisConnector({ url: redis.url, isCluster: false })(), 'spec');
    await late.onModuleInit();
    await expectUnavailable(late.ping());
    redis.resume();
    await until(() => late.ping().then(() => true));
    late.onApplicationShutdown();
  });
});

it('a new connection survives the timeout of a command that the former connection lost', async () => {
  await redis.hang();
  const lost = expectUnavailable(store.client.get('key'));
  await redis.stop();
  await lost;
  await redis.start();
  await isBack();
  let isCut = false;
  store.client.on('close', () => (isCut = true));
  const deadline = Date.now() + SOCKET_TIMEOUT_AND_MORE_MS;
  await until(() => isCut || Date.now() > deadline);
  expect(isCut).toBe(false);
});
