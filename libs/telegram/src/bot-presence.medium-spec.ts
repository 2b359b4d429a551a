import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { BOT_PAUSE, botKeys, botPresence } from './bot-presence';
import { BotTroubles, SUPERSEDED } from './bot-trouble';

const HOUR_MS = 3_600_000;

describe('the presence of the bot', () => {
  let store: RedisStore;

  beforeEach(async () => {
    store = new RedisStore(redisConnector({ url: testRedisUrl(), isCluster: false })(), randomNamespace());
    await store.onModuleInit();
  });
  afterEach(() => store.onApplicationShutdown());

  it('is empty before a worker has run', async () => {
    await expect(botPresence(store)).resolves.toEqual({
      ...{ username: undefined, workers: 0, pauseMs: 0 },
      ...{ telegramTrouble: undefined, webhookTrouble: undefined },
    });
  });

  it('shows the live workers and the name and pause that they recorded', async () => {
    const now = await store.now();
    await store.client.zadd(botKeys.workers(store), now, 'one', now, 'two', now - 3_000, 'dead');
    await store.client.hset(botKeys.identity(store), 'username', 'shop_bot');
    await store.client.set(botKeys.budget(store, BOT_PAUSE), String(now + HOUR_MS));
    const { username, workers, pauseMs } = await botPresence(store);
    expect({ username, workers }).toEqual({ username: 'shop_bot', workers: 2 });
    expect(Math.round(pauseMs / HOUR_MS)).toBe(1);
  });

  it('has no pause once the pause has expired', async () => {
    await store.client.set(botKeys.budget(store, BOT_PAUSE), String((await store.now()) - 1));
    await expect(botPresence(store)).resolves.toMatchObject({ pauseMs: 0 });
  });

  it('shows the trouble of a worker until the worker clears it', async () => {
    const troubles = new BotTroubles(store);
    const trouble = { reason: 'bad_token', since: new Date('2026-11-26T10:00:00Z') };
    await troubles.note('telegram', trouble);
    await expect(botPresence(store)).resolves.toMatchObject({
      telegramTrouble: trouble,
      webhookTrouble: undefined,
    });
    const [key] = await store.client.keys(store.key('bot-troubles*'));
    // A live worker repeats its trouble within 20 s.
    expect(await store.client.pttl(key!)).toBeGreaterThan(20_000);
    await troubles.clear('telegram');
    await expect(botPresence(store)).resolves.toMatchObject({ telegramTrouble: undefined });
  });

  it('counts the workers with a trouble, of which each clears only its own', async () => {
    const [one, other] = [new BotTroubles(store), new BotTroubles(store)];
    const [first, later] = [new Date('2026-11-26T10:00:00Z'), new Date('2026-11-26T10:05:00Z')];
    await one.note('telegram', { reason: 'bad_token', since: later });
    await expect(one.read('telegram')).resolves.toMatchObject({ reason: 'bad_token', workers: 1 });
    await other.note('telegram', { reason: 'unavailable', since: first });
    await expect(one.read('telegram')).resolves.toEqual({ reason: 'unavailable', since: first, workers: 2 });
    await other.clear('telegram');
    await expect(one.read('telegram')).resolves.toEqual({ reason: 'bad_token', since: later, workers: 1 });
  });

  it('forgets the trouble that a worker stops repeating', async () => {
    const [dead, alive] = [new BotTroubles(store), new BotTroubles(store)];
    const trouble = { reason: 'bad_token', since: new Date('2026-11-26T10:00:00Z') };
    await dead.note('telegram', trouble);
    const [key] = await store.client.keys(store.key('bot-troubles*'));
    const [worker] = await store.client.hkeys(key!);
    await store.client.hset(key!, worker!, `bad_token 1 ${(await store.now()) - 30_000}`);
    await expect(alive.read('telegram')).resolves.toBeUndefined();
    await alive.note('telegram', trouble);
    await expect(store.client.hlen(key!)).resolves.toBe(1);
    await expect(alive.read('telegram')).resolves.toMatchObject({ workers: 1 });
  });

  it('shows any other trouble of the webhook rather than "superseded"', async () => {
    const [one, other] = [new BotTroubles(store), new BotTroubles(store)];
    await one.note('webhook', { reason: SUPERSEDED, since: new Date('2026-11-26T10:00:00Z') });
    await other.note('webhook', { reason: 'secret', since: new Date('2026-11-26T10:05:00Z') });
    await expect(one.read('webhook')).resolves.toMatchObject({ reason: 'secret', workers: 2 });
  });
});
