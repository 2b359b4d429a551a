import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { type UpdateClaim, UpdateClaims } from './update-claims';

const BOT = 1;
let updateId = 0;

describe('a claim on an update', () => {
  let store: RedisStore;
  let claims: UpdateClaims;

  beforeEach(async () => {
    store = new RedisStore(redisConnector({ url: testRedisUrl(), isCluster: false })(), randomNamespace());
    await store.onModuleInit();
    claims = new UpdateClaims(store);
    updateId += 1;
  });
  afterEach(() => store.onApplicationShutdown());

  const fifty = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 50 }, (_, index) => work(index)));
  const claim = async (): Promise<UpdateClaim> => {
    const claimed = await claims.claim(BOT, updateId);
    if (typeof claimed === 'string') throw new Error(`The update is ${claimed}`);
    return claimed;
  };
  /** Deletes the claim, as if its worker had been suspended for too long. */
  const expire = async (): Promise<void> => {
    await store.client.del(...(await store.client.keys(store.key('update', '*'))));
  };

  it('is given to one of fifty workers that ask at once', async () => {
    const replies = await fifty(() => claims.claim(BOT, updateId));
    expect(replies.filter((reply) => reply === 'busy')).toHaveLength(49);
    const [claimed] = replies.filter((reply) => typeof reply !== 'string');
    await claimed!.finish();
    await expect(fifty(() => claims.claim(BOT, updateId))).resolves.toEqual(Array(50).fill('done'));
  });

  it('expires without renewal', async () => {
    const claimed = await claim();
    const [key] = await store.client.keys(store.key('update', '*'));
    expect(await store.client.pttl(key!)).toBeGreaterThan(0);
    await store.client.pexpire(key!, 1_000);
    await expect(claimed.renew()).resolves.toBe(true);
    expect(await store.client.pttl(key!)).toBeGreaterThan(1_000);
    await expire();
    await expect(claimed.renew()).resolves.toBe(false);
    expect(await store.client.exists(key!)).toBe(0);
  });

  it('has no effect on its successor after it was lost', async () => {
    const lost = await claim();
    await expire();
    const held = await claim();

    await expect(lost.renew()).resolves.toBe(false);
    await lost.release();
    await expect(lost.postpone()).resolves.toBe(true);
    await expect(lost.finish()).resolves.toBe(false);
    await expect(lost.fail()).resolves.toEqual({ outcome: 'lost', failures: 0 });
    await expect(claims.claim(BOT, updateId)).resolves.toBe('busy');
    await expect(held.renew()).resolves.toBe(true);
    await expect(held.finish()).resolves.toBe(true);
  });

  it('finishes the update only for its holder', async () => {
    const lost = await claim();
    await expire();
    const held = await claim();
    const ends = await Promise.all([...Array.from({ length: 49 }, () => lost.finish()), held.finish()]);
    expect(ends.filter(Boolean)).toHaveLength(1);
    await expect(claims.claim(BOT, updateId)).resolves.toBe('done');
  });

  it('is refused for an update that is done', async () => {
    const claimed = await claim();
    await claimed.finish();
    await expect(claimed.fail()).resolves.toEqual({ outcome: 'lost', failures: 0 });
    await claimed.release();
    await expect(claims.claim(BOT, updateId)).resolves.toBe('done');
  });

  it('gives the update up at the fifth counted failure', async () => {
    await (await claim()).release();
    for (const failures of [1, 2, 3, 4]) {
      await expect((await claim()).fail()).resolves.toEqual({ outcome: 'released', failures });
    }
    await expect((await claim()).fail()).resolves.toEqual({ outcome: 'given_up', failures: 5 });
    await expect(claims.claim(BOT, updateId)).resolves.toBe('done');
  });

  it('does not count failures of Telegram for ten minutes', async () => {
    for (let time = 0; time < 20; time++) await expect((await claim()).postpone()).resolves.toBe(true);
    const [key] = (await store.client.keys(`{${store.key('*')}}:telegram`)) as [string];
    await store.client.set(key, Number(await store.client.get(key)) - 600_000);
    const claimed = await claim();
    await expect(claimed.postpone()).resolves.toBe(false);
    // The claim is kept, so that the failure can be counted.
    await expect(claims.claim(BOT, updateId)).resolves.toBe('busy');
    await expect(claimed.fail()).resolves.toEqual({ outcome: 'released', failures: 1 });
    await expect((await claim()).finish()).resolves.toBe(true);
    await expect(store.client.exists(key)).resolves.toBe(0);
  });

  it('records for a day that the update is done', async () => {
    await (await claim()).finish();
    const [key, ...others] = await store.client.keys(store.key('update', '*'));
    expect(others).toEqual([]);
    expect(await store.client.ttl(key!)).toBeGreaterThan(24 * 3_600 - 60);
  });
});
