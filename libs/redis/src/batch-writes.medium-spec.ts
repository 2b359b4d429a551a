import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RedisProcess, until, TcpProxy } from '@app/testing';
import { isRedisUnavailable, redisConnector } from './connector';
import { CountedWrites } from './spec/counted-writes';
import { watchConnection } from './watch-connection';

let redis: RedisProcess;
let proxy: TcpProxy;
let client: Redis;
/** A counter of this test alone, because commands of a former test may still arrive. */
let key: string;
/** Reads what has reached Redis, by a connection of its own. */
let observer: Redis;

beforeAll(async () => {
  Logger.overrideLogger(false);
  redis = await RedisProcess.start();
  proxy = await TcpProxy.to(redis.url);
  observer = new Redis(redis.url);
});
beforeEach(async () => {
  key = randomUUID();
  client = connector();
  watchConnection(client, new Logger('spec'));
  await client.connect();
});
afterEach(() => {
  client.disconnect();
  redis.resume();
});
afterAll(async () => {
  observer.disconnect();
  await proxy.close();
  await redis.stop();
});

function connector(): Redis {
  const connection = redisConnector({ url: proxy.url, isCluster: false })();
  if (!(connection instanceof Redis)) throw new Error('This spec needs a connection to one Redis');
  return connection;
}

/** Sends commands in the current turn of the event loop. */
const increase = (times: number): Promise<number>[] => Array.from({ length: times }, () => client.incr(key));

/** Waits until every command has ended. @returns how many were answered; all others must report an unavailable Redis */
async function answeredOf(commands: readonly Promise<unknown>[]): Promise<number> {
  const ended = await Promise.allSettled(commands);
  const failures = ended.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown);
  expect(failures.filter((reason) => !isRedisUnavailable(reason))).toEqual([]);
  return ended.length - failures.length;
}

const isBack = (): Promise<string> => until(() => client.ping());
const stored = async (): Promise<number> => Number(await observer.get(key));

describe('the commands of one turn of the event loop', () => {
  it('are sent in one write', async () => {
    const writes = new CountedWrites(client);
    await Promise.all(increase(100));
    expect(writes.count).toBe(1);
    expect(await stored()).toBe(100);
  });

  it('are sent without waiting for the answers to the turn before', async () => {
    const writes = new CountedWrites(client);
    await redis.hang();
    const first = increase(50);
    await nextTurn();
    expect(writes.count).toBe(1);
    const second = increase(50);
    await nextTurn();
    expect(writes.count).toBe(2);
    redis.resume();
    await Promise.all([...first, ...second]);
    expect(await stored()).toBe(100);
  });

  it('reach Redis when the service closes its connection in the same turn', async () => {
    const commands = increase(50);
    client.disconnect();
    await answeredOf(commands);
    await until(async () => (await stored()) === 50, { what: 'all commands to have reached Redis' });
  });

  it('all fail when the connection breaks in the same turn, and none is sent later', async () => {
    const before = increase(25);
    client.stream.destroy();
    expect(await answeredOf([...before, ...increase(25)])).toBe(0);
    await isBack();
    expect(await stored()).toBe(0);
  });

  it('are sent in one write on the next connection too', async () => {
    proxy.restore();
    await until(() => client.status !== 'ready');
    await isBack();
    const writes = new CountedWrites(client);
    await Promise.all(increase(100));
    expect(writes.count).toBe(1);
  });

  it('each end once and are executed once at most, however often the connection breaks', async () => {
    const commands: Promise<number>[] = [];
    for (let round = 0; round < 20; round++) {
      await isBack();
      commands.push(...increase(10));
      if (round % 2 === 0) await nextTurn();
      proxy.restore();
      commands.push(...increase(10));
    }
    const answered = await answeredOf(commands);
    await isBack();
    expect(await stored()).toBeGreaterThanOrEqual(answered);
    expect(await stored()).toBeLessThanOrEqual(commands.length);
  });
});
