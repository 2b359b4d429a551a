import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { SendBudget, type SendKind } from './send-budget';

/** Of which four fifths are given out: a place every 50 ms. */
const PER_SECOND = 25;

describe('what the bot may send', () => {
  let store: RedisStore;
  let budget: SendBudget;

  beforeEach(async () => {
    const connect = redisConnector({ url: testRedisUrl(), isCluster: false });
    store = new RedisStore(connect(), randomNamespace());
    await store.onModuleInit();
    budget = new SendBudget(store, PER_SECOND);
  });
  afterEach(() => store.onApplicationShutdown());

  let chats = 0;
  /** At once, and none that waits. */
  const placesOf = async (count: number, kind: SendKind, chat = (): number => ++chats): Promise<number> => {
    const waits = await Promise.all(Array.from({ length: count }, () => budget.take(kind, chat(), 0)));
    return waits.filter((waitMs) => waitMs === 0).length;
  };

  it('is one message at a time for what is not urgent, of fifty that ask at once', async () => {
    expect(await placesOf(50, 'notice')).toBe(1);
  });

  it.each([
    ['codes', 'code', 200, 62.5],
    ['answers, further', 'answer', 500, 50],
  ] as const)('is taken ahead by %s', async (_, kind, aheadMs, stepMs) => {
    const startedAt = Date.now();
    const places = await placesOf(50, kind);
    const passedMs = Date.now() - startedAt;
    expect(places).toBeGreaterThanOrEqual(1 + Math.floor(aheadMs / stepMs));
    expect(places).toBeLessThanOrEqual(2 + (aheadMs + passedMs) / stepMs);
  });

  it('spreads places evenly: never more in a second than the budget, whoever asks', async () => {
    const startedAt = Date.now();
    const times: number[] = [];
    const others = new SendBudget(store, PER_SECOND);
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        expect(await (index % 2 ? budget : others).take('answer', ++chats, 30_000)).toBe(0);
        times.push(Date.now());
      }),
    );
    // The last of forty has its place 39 steps of 50 ms after the first; it cannot have come sooner.
    expect(Math.max(...times) - startedAt).toBeGreaterThanOrEqual(39 * 50 - 1);
  });

  it('leaves pushed codes four fifths of it', async () => {
    const startedAt = Date.now();
    await Promise.all(Array.from({ length: 17 }, () => budget.take('code', ++chats, 30_000)));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(16 * 62 - 1);
  });

  it('is one message a second in a chat, of fifty that ask at once', async () => {
    expect(await placesOf(50, 'answer', () => 7)).toBe(1);
    const waitMs = await budget.take('answer', 7, 0);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_000);
    expect(await budget.take('edit', 7, 1_000)).toBe(0);
  });

  it('is nothing during a pause, for workers that did not hear of it too, and a shorter one does not end it', async () => {
    const other = new SendBudget(store, PER_SECOND);
    await Promise.all(Array.from({ length: 50 }, (_, index) => budget.pause(index === 25 ? 60_000 : 1_000)));
    expect(other.pauseMs).toBe(0);
    for (const kind of ['answer', 'code', 'edit', 'notice'] as const) {
      expect(await other.take(kind, ++chats, 5_000)).toBeGreaterThan(50_000);
    }
    expect(other.pauseMs).toBeGreaterThan(50_000);
    expect(budget.pauseMs).toBeGreaterThan(50_000);
  });

  it('is given again after a pause', async () => {
    await budget.pause(300);
    const startedAt = Date.now();
    expect(await budget.take('answer', ++chats, 30_000)).toBe(0);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290);
  });
});
