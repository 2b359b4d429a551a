import type { E164 } from '@app/contract';
import { PhoneMoves } from './phone-moves';
import { person, PHONE } from './spec/accounts-on-postgres';
import { useRedisStore } from './spec/redis-store';

const HELD = { phone: PHONE, telegramId: person(1).telegramId };

describe('requests for a phone of another account', () => {
  const redis = useRedisStore();
  let moves: PhoneMoves;
  beforeEach(() => (moves = new PhoneMoves(redis.store)));

  const request = (n: number, updateId = `update ${n}`) => moves.request(HELD, person(n), updateId);
  const asking = (n: number, token: string) => moves.asking(HELD, person(n).telegramId, token);

  it('cause one question, which a redelivered update gets again', async () => {
    const token = await request(2);
    expect(token).toMatch(/^[\w-]{22}$/);
    await expect(request(2)).resolves.toBe(token);
    await expect(request(2, 'a later one')).resolves.toBeUndefined();
    await expect(asking(2, token!)).resolves.toMatchObject(person(2));
    await expect(asking(2, 'x'.repeat(22))).resolves.toBeUndefined();
    await expect(asking(3, token!)).resolves.toBeUndefined();
    const other = { ...HELD, telegramId: person(9).telegramId };
    await expect(moves.asking(other, person(2).telegramId, token!)).resolves.toBeUndefined();
  });

  it('cause three questions and twenty records when fifty arrive at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, i) => request(i + 2)));
    expect(tokens.filter((token) => token !== undefined)).toHaveLength(3);
    await expect(moves.waiting(HELD)).resolves.toHaveLength(20);
    const [key] = await redis.store.client.keys(redis.store.key('moves', '*'));
    const leftMs = await redis.store.client.pttl(key!);
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(24 * 3_600_000);
  });

  it('are closed one by one by a refusal and all together by a move', async () => {
    const [second, third] = [await request(2), await request(3)];
    await moves.refuse(HELD, person(2).telegramId);
    await expect(asking(2, second!)).resolves.toBeUndefined();
    await expect(request(2, 'a later one')).resolves.toBeUndefined();
    const listed = (await moves.waiting(HELD)).map((each) => [each.person.telegramId, each.isRefused]);
    expect(listed).toContainEqual([person(2).telegramId, true]);
    expect(listed).toContainEqual([person(3).telegramId, false]);
    await moves.forget(HELD);
    await expect(asking(3, third!)).resolves.toBeUndefined();
    await expect(moves.waiting(HELD)).resolves.toEqual([]);
  });

  it('leave no record when a refusal and a move come at the same time', async () => {
    for (let round = 0; round < 50; round++) {
      await request(2);
      await Promise.all([moves.refuse(HELD, person(2).telegramId), moves.forget(HELD)]);
      await expect(redis.store.client.keys(redis.store.key('moves', '*'))).resolves.toEqual([]);
    }
  });

  it('are listed only for their own phone', async () => {
    await request(2);
    const phone = '+79912345678' as E164;
    await expect(moves.waiting({ ...HELD, phone })).resolves.toEqual([]);
  });
});
