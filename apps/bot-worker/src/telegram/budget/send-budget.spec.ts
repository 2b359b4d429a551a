import { randomUUID } from 'node:crypto';
import { InMemoryRedis } from '@app/embedded';
import { RedisStore } from '@app/redis';
import { SendBudget } from './send-budget';
import { ManualClock } from './spec/manual-clock';

const ALLOWED = { messagesPerSecond: 25, chatMessagesPerSecond: 1 };

/** `npm start` without a redis-server uses an in-memory Redis, so the scripts must have the same effects there. */
describe('the send budget over the in-memory Redis', () => {
  const clock = new ManualClock();
  let store: RedisStore;
  let budget: SendBudget;
  beforeEach(async () => {
    store = new RedisStore(new InMemoryRedis(), randomUUID());
    await store.onModuleInit();
    budget = new SendBudget(store, ALLOWED, clock);
  });
  afterEach(() => store.onApplicationShutdown());

  const send = () => Promise.resolve();
  const code = (chatId: number) => budget.runInSlot('code', chatId, 0, send);

  it('reserves slots and limits a chat to one message a second', async () => {
    const startedAt = clock.now();
    const sent: number[] = [];
    const chats = Array.from({ length: 20 }, (_, chatId) => chatId);
    await clock.settle(
      chats.map((chatId) =>
        budget.runInSlot('code', chatId, 0, () => Promise.resolve(sent.push(clock.now() - startedAt))),
      ),
    );
    expect(sent).toEqual(Array.from({ length: 11 }, (_, index) => index * 50));
    expect(await code(10)).toEqual({ reason: 'busy', waitMs: 1_000 });
    for (const kind of ['linked_answer', 'stranger_answer', 'edit', 'notification', 'press'] as const) {
      clock.advance(1_000);
      expect(await budget.runInSlot(kind, 10, 0, send)).toBeUndefined();
    }
  });

  it('pauses a chat, then the bot, and probes', async () => {
    await budget.recordFlood(1, 3_600_000);
    expect(await code(1)).toEqual({ reason: 'chat_paused', waitMs: 3_600_000 });
    expect(await code(2)).toBeUndefined();
    for (const chatId of [2, 3]) await budget.recordFlood(chatId, 3_600_000);
    expect(await code(4)).toEqual({ reason: 'bot_paused', waitMs: 60_000 });
    clock.advance(60_000);
    const probe = await budget.runInSlot('code', 4, 0, async () => {
      expect(await code(5)).toEqual({ reason: 'bot_paused', waitMs: 250 });
      await budget.recordNoFlood(4);
    });
    expect(probe).toBeUndefined();
    clock.advance(1_000);
    expect(await code(5)).toBeUndefined();
  });

  it('uses the clock of Redis when no clock is injected', async () => {
    const real = new SendBudget(store, ALLOWED);
    await real.recordFlood(6, 3_600_000);
    const noSlot = await real.runInSlot('code', 6, 0, send);
    expect(noSlot?.reason).toBe('chat_paused');
    expect(Math.round(noSlot!.waitMs / 3_600_000)).toBe(1);
  });
});
