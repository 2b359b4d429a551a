import { Logger } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import { RedisCluster, until } from '@app/testing';
import { isRedisUnavailable, redisConnector } from './connector';
import { RedisStore } from './redis-store';
import { UnfitRedis } from './server-check';
import { CountedWrites } from './spec/counted-writes';
import { LuaFiles } from './spec/lua-files';
import { EventApp } from './spec/event-app';

/** The first key is on the first node, and the second key on the second node. */
const KEYS = ['spec:{b}', 'spec:{a}'] as const;

describe('over a Redis Cluster', () => {
  const files = new LuaFiles();
  let redis: RedisCluster;
  let app: EventApp;
  let store: RedisStore;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await RedisCluster.start({ masters: 2, replicasEach: 0, nodeTimeoutMs: 60_000 });
    app = await EventApp.start(redisConnector({ url: redis.url, isCluster: true }), 'spec');
    store = app.app.get(RedisStore);
  });
  afterAll(async () => {
    await app.close();
    await redis.end();
    files.remove();
  });

  const isBack = () => until(() => Promise.all(KEYS.map((key) => store.client.exists(key))));
  const receivesEvents = async (challengeId: string) => {
    await until(() => app.server.isListening);
    await until(() => {
      app.publishRequested(challengeId);
      return app.requested.includes(challengeId);
    });
  };

  it('scripts run on every node, and events are received', async () => {
    const set = store.script(files.write('set', "return redis.call('SET', KEYS[1], ARGV[1])"));
    for (const key of KEYS) {
      await expect(set([key], ['x'])).resolves.toBe('OK');
      await expect(store.client.getdel(key)).resolves.toBe('x');
    }
    await receivesEvents('c1');
  });

  it('a boot without REDIS_CLUSTER is refused', async () => {
    const one = new RedisStore(redisConnector({ url: redis.url, isCluster: false })(), 'spec');
    const refused = one.onModuleInit();
    await expect(refused).rejects.toThrow(UnfitRedis);
    await expect(refused).rejects.toThrow('set REDIS_CLUSTER=true');
  });

  it('commands of one turn are sent in one write to each node', async () => {
    await Promise.all(KEYS.map((key) => store.client.exists(key)));
    const nodes = (store.client as Cluster).nodes('master').map((node) => new CountedWrites(node));
    await Promise.all(Array.from({ length: 100 }, (_, at) => store.client.exists(KEYS[at % 2]!)));
    expect(nodes.map(({ count }) => count)).toEqual([1, 1]);
  });

  it('a command whose connection closes is not sent again', async () => {
    const [key] = KEYS;
    await redis.nodes[0]!.hang();
    const reply = store.client.incr(key).catch((error: unknown) => error);
    const connection = (store.client as Cluster)
      .nodes('all')
      .find(({ options }: Redis) => options.port === redis.nodes[0]!.port);
    connection?.disconnect();
    connection?.stream.destroy();
    expect(isRedisUnavailable(await reply)).toBe(true);
    redis.nodes[0]!.resume();
    await isBack();
    expect([null, '1']).toContain(await store.client.get(key));
  });

  it.each([
    ['stopped', () => redis.each((node) => node.stop()), () => redis.each((node) => node.start())],
    ['hung', () => redis.each((node) => node.hang()), () => redis.each((node) => node.resume())],
  ])('commands fail in time while it is %s, and work again afterwards', async (state, interrupt, restore) => {
    await interrupt();
    const start = performance.now();
    const errors = await Promise.all(
      KEYS.map((key) => store.client.incr(key).catch((error: unknown) => error)),
    );
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(errors.map(isRedisUnavailable)).toEqual([true, true]);
    await restore();
    await isBack();
    await receivesEvents(`after it was ${state}`);
  });
});
