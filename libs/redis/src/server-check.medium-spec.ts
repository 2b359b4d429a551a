import { createServer, type AddressInfo, type Server } from 'node:net';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BootRefusal } from '@app/runtime';
import { RedisProcess, until } from '@app/testing';
import { isRedisUnavailable, redisConnector } from './connector';
import { eventTransport } from './event-server';
import { RedisModule } from './redis.module';
import { RedisStore } from './redis-store';
import { UnfitRedis } from './server-check';
import { LuaFiles } from './spec/lua-files';

const connectTo = (url: string) => redisConnector({ url, isCluster: false });
const EVICTS = ['--maxmemory-policy', 'allkeys-lru'] as const;

const files = new LuaFiles();
const cleanUps: (() => unknown)[] = [];

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterEach(async () => {
  Logger.overrideLogger(false);
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(() => files.remove());

async function started(...options: string[]): Promise<RedisProcess> {
  const redis = await RedisProcess.start(...options);
  cleanUps.push(() => redis.stop());
  return redis;
}

function storeAt(url: string, nowMs?: () => number): RedisStore {
  const store = new RedisStore(connectTo(url)(), 'spec', nowMs);
  cleanUps.push(() => store.onApplicationShutdown());
  return store;
}

async function openAt(url: string, nowMs?: () => number): Promise<RedisStore> {
  const store = storeAt(url, nowMs);
  await store.onModuleInit();
  return store;
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A server that answers INFO with `reply` and every other command with OK, in place of an old Redis. @returns its URL */
async function fakeServer(reply: string): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const command of data.toString().split(/(?=\*\d+\r\n)/)) {
        socket.write(/\binfo\b/i.test(command) ? reply : '+OK\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => server.close());
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;

describe('a boot', () => {
  it('is refused where the server may evict keys', async () => {
    const { url } = await started(...EVICTS);
    const refused = failureOf(storeAt(url).onModuleInit());
    await expect(refused).resolves.toBeInstanceOf(UnfitRedis);
    // A `BootRefusal` is printed without a stack.
    await expect(refused).resolves.toBeInstanceOf(BootRefusal);
    await expect(refused).resolves.toMatchObject({
      message: expect.stringContaining('set maxmemory-policy noeviction') as string,
    });
    const module = RedisModule.forRoot({
      connect: connectTo(url),
      namespace: 'spec',
      events: eventTransport({ connect: connectTo(url), namespace: 'spec' }),
    });
    const service = NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    await expect(service).rejects.toThrow(UnfitRedis);
  });

  it('is refused where the server is too old', async () => {
    const url = await fakeServer(bulk('redis_version:6.2.14\r\nmaxmemory_policy:noeviction\r\n'));
    await expect(storeAt(url).onModuleInit()).rejects.toThrow(
      'Redis 6.2.14 is too old: Redis 7 or Valkey 7.2',
    );
  });

  it('is refused where the server rejects INFO', async () => {
    const redis = await started();
    const owner = await openAt(redis.url);
    await owner.client.call('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '&*', '+@all', '-info');
    const store = storeAt(redis.url.replace('//', '//app:secret@'));
    await expect(store.onModuleInit()).rejects.toThrow(/does not answer INFO.*allow it to the user/);
  });

  it('continues without Redis, which is checked later, before the service is ready', async () => {
    const redis = await RedisProcess.notStarted(...EVICTS);
    const store = await openAt(redis.url);
    expect(isRedisUnavailable(await failureOf(store.ping()))).toBe(true);
    await redis.start();
    cleanUps.push(() => redis.stop());
    const pings: unknown[] = [];
    await until(async () => {
      pings.push(await failureOf(store.ping()));
      return pings.at(-1) instanceof UnfitRedis;
    });
    expect(pings).not.toContain(undefined);
  });
});

describe('an eviction policy that is set after the boot', () => {
  it('makes the service unready until it is corrected, and logs each change once', async () => {
    const { url } = await started();
    let nowMs = 0;
    const lines: string[] = [];
    const keep = (level: string) => (context: unknown, message?: unknown) =>
      void lines.push(`${level} ${String(message ?? context)}`);
    const store = await openAt(url, () => nowMs);
    await store.ping();
    Logger.overrideLogger({ log: keep('log'), warn: keep('warn'), error: keep('error') });

    await store.client.config('SET', 'maxmemory-policy', 'volatile-lru');
    nowMs += 10_000;
    for (const _ of [1, 2, 3]) {
      expect(await failureOf(store.ping())).toBeInstanceOf(UnfitRedis);
      nowMs += 10_000;
    }
    await store.client.config('SET', 'maxmemory-policy', 'noeviction');
    nowMs += 10_000;
    await store.ping();
    expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('log'))).toHaveLength(1);
  });

  it('is checked every ten seconds, not at each ping', async () => {
    const { url } = await started();
    let nowMs = 0;
    const store = await openAt(url, () => nowMs);
    const checks = async (): Promise<number> =>
      Number(/cmdstat_info:calls=(\d+)/.exec(await store.client.info('commandstats'))?.[1] ?? 0);
    const before = await checks();
    for (let i = 0; i < 100; i++) await store.ping();
    expect((await checks()) - before).toBe(1);
    nowMs += 10_000;
    await store.ping();
    expect((await checks()) - before).toBe(3);
  });
});

describe('an error of a script means that Redis is unavailable', () => {
  const write = () => files.write('write', "return redis.call('SET', KEYS[1], ARGV[1])");

  it('where it is a replica', async () => {
    const primary = await started();
    const replica = await started('--replicaof', '127.0.0.1', String(primary.port));
    const store = await openAt(replica.url);
    const set = store.script(write());
    expect(await failureOf(set(['k'], ['x']))).toMatchObject({
      message: expect.stringContaining('READONLY') as string,
    });
    // Each READONLY error opens a new connection, which may reach the new primary.
    const isReportedByPing = async () =>
      /REDIS_URL leads to a replica/.test(String(await failureOf(store.ping())));
    await until(isReportedByPing);
    expect(isRedisUnavailable(await failureOf(set(['k'], ['x'])))).toBe(true);
    await until(isReportedByPing);
    await store.client.call('REPLICAOF', 'NO', 'ONE');
    await until(() => set(['k'], ['x']).then((reply) => reply === 'OK'));
  });

  it('where its memory is full', async () => {
    const { url } = await started();
    const store = await openAt(url);
    const set = store.script(write());
    await store.client.config('SET', 'maxmemory', '1mb');
    const error = await failureOf(set(['k'], ['x'.repeat(1_000_000)]));
    expect(error).toMatchObject({ message: expect.stringContaining('OOM') as string });
    expect(isRedisUnavailable(error)).toBe(true);
    await store.client.config('SET', 'maxmemory', '0');
    await expect(set(['k'], ['x'])).resolves.toBe('OK');
  });
});
