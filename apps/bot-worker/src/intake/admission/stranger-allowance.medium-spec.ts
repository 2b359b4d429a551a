import { InMemoryRedis } from '@app/embedded';
import { type ConnectRedis, redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { StrangerAllowance } from './stranger-allowance';

const ACCOUNT = 7_000_000_001;
const MINUTE_MS = 60_000;

const REDIS: [string, () => ConnectRedis][] = [
  ['a real Redis', () => redisConnector({ url: testRedisUrl(), isCluster: false })],
  ['the in-memory Redis', () => () => new InMemoryRedis()],
];

describe.each(REDIS)('the answers to a stranger, over %s', (_, connector) => {
  let store: RedisStore;
  let allowance: StrangerAllowance;
  let updateId = 0;

  beforeEach(async () => {
    store = new RedisStore(connector()(), randomNamespace());
    await store.onModuleInit();
    allowance = new StrangerAllowance(store);
  });
  afterEach(() => store.onApplicationShutdown());

  const take = (account = ACCOUNT): Promise<boolean> => allowance.consumeAnswer(account, ++updateId);
  const granted = (replies: readonly boolean[]): number => replies.filter(Boolean).length;
  const fifty = (work: (index: number) => Promise<boolean>): Promise<boolean[]> =>
    Promise.all(Array.from({ length: 50 }, (__, index) => work(index)));

  /** Moves all stored times into the past, as if that much time had passed. */
  const passTime = async (ms: number): Promise<void> => {
    const { client } = store;
    for (const key of await client.keys(store.key('stranger', '*'))) {
      const left = await client.pttl(key);
      if (left <= ms) {
        await client.del(key);
        continue;
      }
      if ((await client.type(key)) === 'list') {
        for (const [index, answer] of (await client.lrange(key, 0, -1)).entries()) {
          const [at, update] = answer.split(' ');
          await client.lset(key, index, `${Number(at) - ms} ${update}`);
        }
      }
      await client.pexpire(key, left - ms);
    }
  };

  it('are five per account for fifty updates at once', async () => {
    expect(granted(await fifty(() => take()))).toBe(5);
    expect(granted(await fifty(() => take(ACCOUNT + 1)))).toBe(5);
  });

  it('are five in any ten minutes', async () => {
    for (let minute = 0; minute < 5; minute++) {
      expect(await take()).toBe(true);
      await passTime(MINUTE_MS);
    }
    for (let minute = 5; minute < 10; minute++) {
      expect(await take()).toBe(false);
      await passTime(MINUTE_MS);
    }
    // Ten minutes after the first answer one more is allowed, and not five.
    expect(granted(await fifty(() => take()))).toBe(1);
    await passTime(MINUTE_MS);
    expect(granted(await fifty(() => take()))).toBe(1);
    await passTime(10 * MINUTE_MS);
    expect(await store.client.keys(store.key('*'))).toEqual([]);
  });

  it('count once for a retried update', async () => {
    const again = ++updateId;
    expect(granted(await fifty(() => allowance.consumeAnswer(ACCOUNT, again)))).toBe(50);
    expect(granted(await fifty(() => take()))).toBe(4);
    expect(await allowance.consumeAnswer(ACCOUNT, again)).toBe(true);
  });

  it('take constant memory per account', async () => {
    await fifty(() => take());
    await fifty(() => take());
    const keys = await store.client.keys(store.key('*'));
    expect(keys).toHaveLength(1);
    expect(await store.client.llen(keys[0]!)).toBe(5);
    expect(await store.client.pttl(keys[0]!)).toBeLessThanOrEqual(10 * MINUTE_MS);
  });

  it('include one more for each kind of proof', async () => {
    const consumeProof = (proof: 'link' | 'own_contact', account = ACCOUNT) =>
      allowance.consumeAnswer(account, ++updateId, proof);
    // The answers come first.
    expect(granted(await fifty(() => consumeProof('link')))).toBe(6);
    expect(granted(await fifty(() => consumeProof('own_contact')))).toBe(1);
    expect(await take()).toBe(false);
    for (const proof of ['link', 'own_contact'] as const) {
      expect(await consumeProof(proof)).toBe(false);
      expect(granted(await fifty(() => consumeProof(proof, ACCOUNT + 1)))).toBe(proof === 'link' ? 6 : 1);
    }
  });

  it('are granted again to a retry of an update with a proof', async () => {
    await fifty(() => take());
    expect(await allowance.consumeAnswer(ACCOUNT, 1_005, 'link')).toBe(true);
    expect(await allowance.consumeAnswer(ACCOUNT, 1_006, 'link')).toBe(false);
    expect(await allowance.consumeAnswer(ACCOUNT, 1_005, 'link')).toBe(true);
  });

  it('are five again for an account that was linked meanwhile', async () => {
    await fifty(() => take());
    await allowance.consumeAnswer(ACCOUNT, 1_005, 'own_contact');
    await allowance.consumeAnswer(ACCOUNT, 1_006, 'link');
    await allowance.reset(ACCOUNT);
    expect(await store.client.keys(store.key('*'))).toEqual([]);
  });
});
