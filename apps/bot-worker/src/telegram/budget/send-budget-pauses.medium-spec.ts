import type { NoSlot, SendBudget } from './send-budget';
import { SEND_KINDS, type SendKind } from './send-rates';
import { freshChat, HOUR_MS, MINUTE_MS, times, useBudgetScene } from './spec/budget-scene';

describe('the send budget', () => {
  const scene = useBudgetScene();

  describe('after a 429 to a chat', () => {
    it('pauses the chat on all workers for exactly the time that Telegram asks', async () => {
      await scene.workers[0]!.recordFlood(7, HOUR_MS);
      const paused = { reason: 'chat_paused', waitMs: HOUR_MS };
      for (const kind of SEND_KINDS) expect(await scene.tryOnce(kind, 7, scene.workers[1])).toEqual(paused);
      expect(await scene.tryOnce('code', 8, scene.workers[0])).toBeUndefined();
      expect(scene.workers.map(({ pauseMs }) => pauseMs)).toEqual([0, 0, 0]);
      scene.clock.advance(HOUR_MS - 1);
      expect(await scene.tryOnce('code', 7, scene.workers[2])).toEqual({ reason: 'chat_paused', waitMs: 1 });
      scene.clock.advance(1);
      expect(await scene.tryOnce('code', 7, scene.workers[2])).toBeUndefined();
    });

    it('applies the longest of fifty times that are recorded at once', async () => {
      await Promise.all(
        times(50, (index) => scene.workers[index % 3]!.recordFlood(7, index === 25 ? MINUTE_MS : 1_000)),
      );
      expect(await scene.tryOnce('code', 7)).toEqual({ reason: 'chat_paused', waitMs: MINUTE_MS });
    });

    it('does not send a call that is waiting for its slot', async () => {
      await scene.tryOnce('code');
      const sent: number[] = [];
      const waiting = scene.tryOnce('code', 7, scene.workers[1], () =>
        Promise.resolve(sent.push(scene.now())),
      );
      await scene.workers[0]!.recordFlood(7, 3_000);
      expect(await scene.clock.settle([waiting])).toEqual([{ reason: 'busy', waitMs: 50 }]);
      expect(sent).toEqual([]);
    });
  });

  it('refuses the waiting calls of a kind after stopWaiting for that kind', async () => {
    const [worker] = scene.workers as [SendBudget];
    const chat = freshChat();
    const outcomes: (NoSlot | undefined)[] = [];
    const ask = async (kind: SendKind): Promise<void> => {
      outcomes.push(await worker.runInSlot(kind, chat, 60_000, () => Promise.resolve()));
      if (outcomes.length === 1) worker.stopWaiting(['stranger_answer']);
    };
    // A chat gets one message a second, so the second and the third call wait.
    await scene.clock.settle(times(3, () => ask('stranger_answer')));
    expect(outcomes[0]).toBeUndefined();
    expect(outcomes.slice(1)).toMatchObject([{ reason: 'busy' }, { reason: 'busy' }]);
    expect(scene.now()).toBeLessThan(1_000);
  });

  const floodChats = async (count: number, ms: number): Promise<void> => {
    for (let left = count; left > 0; left--) await scene.workers[left % 3]!.recordFlood(freshChat(), ms);
  };

  describe('pauses the bot', () => {
    it('on all workers after 429s to three chats within ten seconds', async () => {
      await floodChats(2, 5_000);
      scene.clock.advance(9_999);
      expect(await scene.tryOnce('code')).toBeUndefined();
      await floodChats(1, 5_000);
      for (const worker of scene.workers) {
        expect(await scene.tryOnce('code', freshChat(), worker)).toEqual({
          reason: 'bot_paused',
          waitMs: 5_000,
        });
        expect(worker.pauseMs).toBe(5_000);
      }
    });

    it('for a minute at most after a 429 to a call without a chat', async () => {
      await scene.workers[0]!.recordFlood(undefined, 3 * HOUR_MS);
      expect(scene.workers[0]!.pauseMs).toBe(MINUTE_MS);
      await scene.workers[1]!.recordFlood(undefined, 1_000);
      expect(await scene.tryOnce('code', freshChat(), scene.workers[2])).toEqual({
        reason: 'bot_paused',
        waitMs: MINUTE_MS,
      });
    });

    it('and does not send a call that is waiting for its slot', async () => {
      await scene.tryOnce('code');
      const waiting = scene.tryOnce('code', freshChat(), scene.workers[1]);
      await scene.workers[0]!.recordFlood(undefined, 3_000);
      expect(await scene.clock.settle([waiting])).toEqual([{ reason: 'busy', waitMs: 50 }]);
    });
  });

  describe('does not pause the bot', () => {
    it('after repeated 429s to one chat', async () => {
      for (let left = 20; left > 0; left--) await scene.workers[left % 3]!.recordFlood(7, MINUTE_MS);
      expect(await scene.tryOnce('code')).toBeUndefined();
    });

    it('after 429s to three chats in more than ten seconds', async () => {
      await floodChats(2, MINUTE_MS);
      scene.clock.advance(10_000);
      await floodChats(1, MINUTE_MS);
      expect(await scene.tryOnce('code')).toBeUndefined();
    });

    // One person can add the bot to any number of groups.
    it('after 429s to groups', async () => {
      for (const group of [-1001, -1002, -1003]) await scene.workers[0]!.recordFlood(group, MINUTE_MS);
      expect(await scene.tryOnce('code')).toBeUndefined();
    });
  });
});
