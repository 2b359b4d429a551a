import type { NoSlot, SendBudget } from './send-budget';
import type { SendKind } from './send-rates';
import { ALL_KINDS, BudgetScene, freshChat, HOUR_MS, MINUTE_MS, times } from './spec/budget-scene';
import type { ManualClock } from './spec/manual-clock';

describe('the send budget', () => {
  let scene: BudgetScene;
  let clock: ManualClock;
  let workers: readonly SendBudget[];

  beforeEach(async () => {
    scene = await BudgetScene.start();
    ({ clock, workers } = scene);
  });
  afterEach(() => scene.stop());

  const now = (): number => scene.now();
  const tryOnce: BudgetScene['tryOnce'] = (...call) => scene.tryOnce(...call);

  describe('pauses a chat that Telegram answered with 429', () => {
    it('on all workers, to the millisecond, and no other chat', async () => {
      await workers[0]!.recordFlood(7, HOUR_MS);
      const paused = { reason: 'chat_paused', waitMs: HOUR_MS };
      for (const kind of ALL_KINDS) expect(await tryOnce(kind, 7, workers[1])).toEqual(paused);
      expect(await tryOnce('code', 8, workers[0])).toBeUndefined();
      expect(workers.map(({ pauseMs }) => pauseMs)).toEqual([0, 0, 0]);
      clock.advance(HOUR_MS - 1);
      expect(await tryOnce('code', 7, workers[2])).toEqual({ reason: 'chat_paused', waitMs: 1 });
      clock.advance(1);
      expect(await tryOnce('code', 7, workers[2])).toBeUndefined();
    });

    it('for the longest wait that it asked for when fifty are reported at once', async () => {
      await Promise.all(
        times(50, (index) => workers[index % 3]!.recordFlood(7, index === 25 ? MINUTE_MS : 1_000)),
      );
      expect(await tryOnce('code', 7)).toEqual({ reason: 'chat_paused', waitMs: MINUTE_MS });
    });

    it('also for a call that waits for its slot', async () => {
      await tryOnce('code');
      const sent: number[] = [];
      const waiting = tryOnce('code', 7, workers[1], () => Promise.resolve(sent.push(now())));
      await workers[0]!.recordFlood(7, 3_000);
      expect(await clock.settle([waiting])).toEqual([{ reason: 'busy', waitMs: 50 }]);
      expect(sent).toEqual([]);
    });
  });

  it('lets no call of a kind wait after waiting was stopped for that kind', async () => {
    const [worker] = workers as [SendBudget];
    const chat = freshChat();
    const outcomes: (NoSlot | undefined)[] = [];
    const ask = async (kind: SendKind): Promise<void> => {
      outcomes.push(await worker.runInSlot(kind, chat, 60_000, () => Promise.resolve()));
      if (outcomes.length === 1) worker.stopWaiting(['stranger_answer']);
    };
    // A chat has one message a second, so the others wait until a second after the first one.
    await clock.settle(times(3, () => ask('stranger_answer')));
    expect(outcomes[0]).toBeUndefined();
    expect(outcomes.slice(1)).toMatchObject([{ reason: 'busy' }, { reason: 'busy' }]);
    expect(now()).toBeLessThan(1_000);
  });

  describe('pauses the bot', () => {
    const floodChats = async (count: number, ms: number): Promise<void> => {
      for (let left = count; left > 0; left--) await workers[left % 3]!.recordFlood(freshChat(), ms);
    };

    it('on all workers when three chats got a 429 within ten seconds', async () => {
      await floodChats(2, 5_000);
      clock.advance(9_999);
      expect(await tryOnce('code')).toBeUndefined();
      await floodChats(1, 5_000);
      for (const worker of workers) {
        expect(await tryOnce('code', freshChat(), worker)).toEqual({ reason: 'bot_paused', waitMs: 5_000 });
        expect(worker.pauseMs).toBe(5_000);
      }
    });

    it('neither after repeated 429s of one chat nor after those of three chats in more than ten seconds', async () => {
      for (let left = 20; left > 0; left--) await workers[left % 3]!.recordFlood(7, MINUTE_MS);
      await floodChats(1, MINUTE_MS);
      clock.advance(10_000);
      await floodChats(1, MINUTE_MS);
      expect(await tryOnce('code')).toBeUndefined();
    });

    it('not after 429s of groups, because one person can add the bot to any number of groups', async () => {
      for (const group of [-1001, -1002, -1003]) await workers[0]!.recordFlood(group, MINUTE_MS);
      expect(await tryOnce('code')).toBeUndefined();
    });

    it('after a 429 to a call without a chat, for a minute at most', async () => {
      await workers[0]!.recordFlood(undefined, 3 * HOUR_MS);
      expect(workers[0]!.pauseMs).toBe(MINUTE_MS);
      await workers[1]!.recordFlood(undefined, 1_000);
      expect(await tryOnce('code', freshChat(), workers[2])).toEqual({
        reason: 'bot_paused',
        waitMs: MINUTE_MS,
      });
    });

    it('also for a call that waits for its slot', async () => {
      await tryOnce('code');
      const waiting = tryOnce('code', freshChat(), workers[1]);
      await workers[0]!.recordFlood(undefined, 3_000);
      expect(await clock.settle([waiting])).toEqual([{ reason: 'busy', waitMs: 50 }]);
    });
  });
});
