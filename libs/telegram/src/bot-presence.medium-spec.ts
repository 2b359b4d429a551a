import { BOT_PAUSE, botKeys } from './bot-keys';
import { botPresence } from './bot-presence';
import { BotTroubles, SUPERSEDED } from './bot-trouble';
import { useRedisStore } from './spec/redis-store';

const HOUR_MS = 3_600_000;

describe('the presence of the bot', () => {
  const redis = useRedisStore();

  it('is empty before a worker has run', async () => {
    await expect(botPresence(redis.store)).resolves.toEqual({
      ...{ username: undefined, bots: [], workers: 0, pauseMs: 0 },
      ...{ telegramTrouble: undefined, webhookTrouble: undefined, pollingTrouble: undefined },
    });
  });

  it('shows the live workers and the name and pause that they recorded', async () => {
    const now = await redis.store.now();
    await redis.store.client.zadd(botKeys.workers(redis.store), now, 'one', now, 'two', now - 3_000, 'dead');
    await redis.store.client.hset(botKeys.identity(redis.store), 'username', 'shop_bot');
    await redis.store.client.set(botKeys.budget(redis.store, BOT_PAUSE), String(now + HOUR_MS));
    const { username, workers, pauseMs } = await botPresence(redis.store);
    expect({ username, workers }).toEqual({ username: 'shop_bot', workers: 2 });
    expect(Math.round(pauseMs / HOUR_MS)).toBe(1);
  });

  it('has no pause once the pause has expired', async () => {
    await redis.store.client.set(
      botKeys.budget(redis.store, BOT_PAUSE),
      String((await redis.store.now()) - 1),
    );
    await expect(botPresence(redis.store)).resolves.toMatchObject({ pauseMs: 0 });
  });

  it('shows the trouble of a worker until the worker clears it', async () => {
    const troubles = new BotTroubles(redis.store);
    const trouble = { reason: 'bad_token', since: new Date('2026-11-26T10:00:00Z') };
    await troubles.record('telegram', trouble);
    await expect(botPresence(redis.store)).resolves.toMatchObject({
      telegramTrouble: trouble,
      webhookTrouble: undefined,
    });
    const [key] = await redis.store.client.keys(redis.store.key('bot-troubles*'));
    // A live worker repeats its trouble within 20 s.
    expect(await redis.store.client.pttl(key!)).toBeGreaterThan(20_000);
    await troubles.clear('telegram');
    await expect(botPresence(redis.store)).resolves.toMatchObject({ telegramTrouble: undefined });
  });

  it('counts the workers with a trouble, of which each clears only its own', async () => {
    const [one, other] = [new BotTroubles(redis.store), new BotTroubles(redis.store)];
    const [first, later] = [new Date('2026-11-26T10:00:00Z'), new Date('2026-11-26T10:05:00Z')];
    await one.record('telegram', { reason: 'bad_token', since: later });
    await expect(one.read('telegram')).resolves.toMatchObject({ reason: 'bad_token', workers: 1 });
    await other.record('telegram', { reason: 'unavailable', since: first });
    await expect(one.read('telegram')).resolves.toEqual({ reason: 'unavailable', since: first, workers: 2 });
    await other.clear('telegram');
    await expect(one.read('telegram')).resolves.toEqual({ reason: 'bad_token', since: later, workers: 1 });
  });

  it('forgets the trouble that a worker stops repeating', async () => {
    const [dead, alive] = [new BotTroubles(redis.store), new BotTroubles(redis.store)];
    const trouble = { reason: 'bad_token', since: new Date('2026-11-26T10:00:00Z') };
    await dead.record('telegram', trouble);
    const [key] = await redis.store.client.keys(redis.store.key('bot-troubles*'));
    const [worker] = await redis.store.client.hkeys(key!);
    await redis.store.client.hset(key!, worker!, `bad_token 1 ${(await redis.store.now()) - 30_000}`);
    await expect(alive.read('telegram')).resolves.toBeUndefined();
    await alive.record('telegram', trouble);
    await expect(redis.store.client.hlen(key!)).resolves.toBe(1);
    await expect(alive.read('telegram')).resolves.toMatchObject({ workers: 1 });
  });

  it('shows any other trouble of the webhook rather than "superseded"', async () => {
    const [one, other] = [new BotTroubles(redis.store), new BotTroubles(redis.store)];
    await one.record('webhook', { reason: SUPERSEDED, since: new Date('2026-11-26T10:00:00Z') });
    await other.record('webhook', { reason: 'secret', since: new Date('2026-11-26T10:05:00Z') });
    await expect(one.read('webhook')).resolves.toMatchObject({ reason: 'secret', workers: 2 });
  });
});
