import type { Entry } from '@app/otp';
import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { WorkerRegistry } from './worker-registry';

const entry = (index: number): Entry => ({
  ...{ partition: '00', isCode: true, isFromEvent: true },
  member: `code:${index}`,
});
const ENTRIES = Array.from({ length: 400 }, (_, index) => entry(index));

describe('the registry of workers', () => {
  let store: RedisStore;

  beforeEach(async () => {
    store = new RedisStore(redisConnector({ url: testRedisUrl(), isCluster: false })(), randomNamespace());
    await store.onModuleInit();
  });
  afterEach(() => store.onApplicationShutdown());

  const signedIn = async (count: number): Promise<WorkerRegistry[]> => {
    const rosters = Array.from({ length: count }, () => new WorkerRegistry(store));
    for (const _ of [1, 2]) await Promise.all(rosters.map((registry) => registry.signIn()));
    return rosters;
  };

  it('makes nobody wait who knows of nobody', () => {
    expect(new WorkerRegistry(store).othersBefore(entry(1))).toBe(0);
  });

  it('gives each entry an order that all fifty agree on, though they signed in at once', async () => {
    const rosters = await signedIn(50);
    for (const each of ENTRIES.slice(0, 20)) {
      const places = rosters.map((registry) => registry.othersBefore(each));
      expect([...places].sort((a, b) => a - b)).toEqual(rosters.map((_, index) => index));
    }
  });

  it('spreads entries over the workers', async () => {
    const rosters = await signedIn(4);
    for (const registry of rosters) {
      const mine = ENTRIES.filter((each) => registry.othersBefore(each) === 0).length;
      expect(mine).toBeGreaterThan(ENTRIES.length / 8);
      expect(mine).toBeLessThan(ENTRIES.length / 2);
    }
  });

  it('is left by who signs out, and forgets who is silent', async () => {
    const [first, second, third] = await signedIn(3);
    await second!.signOut();
    await first!.signIn();
    const silent = await store.client.zrange(store.key('workers'), 0, -1);
    expect(silent).toHaveLength(2);
    for (const worker of silent) await store.client.zincrby(store.key('workers'), -3_001, worker);
    await third!.signIn();
    expect(ENTRIES.every((each) => third!.othersBefore(each) === 0)).toBe(true);
  });
});
