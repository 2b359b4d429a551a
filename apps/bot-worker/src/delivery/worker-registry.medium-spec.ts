import type { Entry } from '@app/otp';
import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { WorkerRegistry } from './worker-registry';

const entry = (index: number): Entry => ({
  ...{ partition: '00', isCode: true, isFromEvent: true },
  member: `code:${index}`,
});
const ENTRIES = Array.from({ length: 400 }, (_, index) => entry(index));

describe('WorkerRegistry', () => {
  let store: RedisStore;

  beforeEach(async () => {
    store = new RedisStore(redisConnector({ url: testRedisUrl(), isCluster: false })(), randomNamespace());
    await store.onModuleInit();
  });
  afterEach(() => store.onApplicationShutdown());

  const registered = async (count: number): Promise<WorkerRegistry[]> => {
    const registries = Array.from({ length: count }, () => new WorkerRegistry(store));
    for (const _ of [1, 2]) await Promise.all(registries.map((registry) => registry.register()));
    return registries;
  };

  it('counts no other worker before the first registration', () => {
    expect(new WorkerRegistry(store).countWorkersBefore(entry(1))).toBe(0);
  });

  it('orders an entry in the same way on fifty workers that registered at once', async () => {
    const registries = await registered(50);
    for (const each of ENTRIES.slice(0, 20)) {
      const positions = registries.map((registry) => registry.countWorkersBefore(each));
      expect([...positions].sort((a, b) => a - b)).toEqual(registries.map((_, index) => index));
    }
  });

  it('spreads the entries over the workers', async () => {
    const registries = await registered(4);
    for (const registry of registries) {
      const mine = ENTRIES.filter((each) => registry.countWorkersBefore(each) === 0).length;
      expect(mine).toBeGreaterThan(ENTRIES.length / 8);
      expect(mine).toBeLessThan(ENTRIES.length / 2);
    }
  });

  it('removes workers that unregister and workers that have not registered for a while', async () => {
    const [first, second, third] = await registered(3);
    await second!.unregister();
    await first!.register();
    const silent = await store.client.zrange(store.key('workers'), 0, -1);
    expect(silent).toHaveLength(2);
    for (const worker of silent) await store.client.zincrby(store.key('workers'), -3_001, worker);
    await third!.register();
    expect(ENTRIES.every((each) => third!.countWorkersBefore(each) === 0)).toBe(true);
  });
});
