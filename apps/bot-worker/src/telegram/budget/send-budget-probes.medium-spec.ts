import type { NoSlot } from './send-budget';
import type { SendKind } from './send-rates';
import { freshChat, HOUR_MS, MINUTE_MS, times, useBudgetScene } from './spec/budget-scene';

describe('the send budget', () => {
  const scene = useBudgetScene();

  describe('after a pause of the bot', () => {
    const CHECK_AGAIN = { reason: 'bot_paused', waitMs: 250 };

    /** Starts a call that runs until the test ends it. */
    const startCall = (worker = scene.workers[0]!, chat = freshChat(), kind: SendKind = 'code') => {
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      let begun = (): void => undefined;
      const hasBegun = new Promise<void>((resolve) => (begun = resolve));
      const call = scene.tryOnce(kind, chat, worker, () => {
        begun();
        return ended;
      });
      return { chat, call, hasBegun, end };
    };

    beforeEach(async () => {
      await scene.workers[0]!.recordFlood(undefined, 5_000);
      scene.clock.advance(5_000);
    });

    it.each([
      ['code', 0],
      ['stranger_answer', 5_000],
    ] as const)('lets one of fifty simultaneous calls probe: %s', async (kind, ms) => {
      scene.clock.advance(ms);
      let begun = 0;
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const calls = times(50, (index) =>
        scene.tryOnce(kind, freshChat(), scene.workers[index % 3], () => {
          begun += 1;
          return ended;
        }),
      );
      const refused = new Set<NoSlot | undefined>();
      await new Promise<void>((resolve) => {
        for (const call of calls) void call.then((noSlot) => refused.add(noSlot).size === 49 && resolve());
      });
      expect(begun).toBe(1);
      expect([...refused]).toEqual(times(49, () => CHECK_AGAIN));
      end();
      await Promise.all(calls);
    });

    it.each(['stranger_answer', 'edit', 'notification', 'press'] as const)(
      'lets a code probe before a call of the kind %s',
      async (kind) => {
        expect(await scene.tryOnce(kind)).toEqual(CHECK_AGAIN);
        // A pause that the worker recorded now would delay the code that may probe.
        expect(scene.workers[0]!.pauseMs).toBe(0);
        const probe = startCall();
        await probe.hasBegun;
        await scene.workers[0]!.recordNoFlood(probe.chat);
        scene.clock.advance(50);
        expect(await scene.tryOnce(kind)).toBeUndefined();
        probe.end();
        await probe.call;
      },
    );

    it.each(['stranger_answer', 'edit', 'notification', 'press'] as const)(
      'lets a call of the kind %s probe after five more seconds',
      async (kind) => {
        scene.clock.advance(4_999);
        expect(await scene.tryOnce(kind)).toEqual({ reason: 'bot_paused', waitMs: 1 });
        scene.clock.advance(1);
        const probe = startCall(scene.workers[1], freshChat(), kind);
        await probe.hasBegun;
        expect(await scene.tryOnce('code')).toEqual(CHECK_AGAIN);
        await scene.workers[1]!.recordNoFlood(probe.chat);
        scene.clock.advance(50);
        expect(await scene.tryOnce('code')).toBeUndefined();
        probe.end();
        await probe.call;
      },
    );

    it('sends again after an answer to the probe', async () => {
      const probe = startCall();
      await probe.hasBegun;
      await scene.workers[1]!.recordNoFlood(freshChat());
      expect(await scene.tryOnce('code')).toEqual(CHECK_AGAIN);
      await scene.workers[0]!.recordNoFlood(probe.chat);
      scene.clock.advance(250);
      expect(await scene.sentAt(5, 'code')).toEqual([5_250, 5_300, 5_350, 5_400, 5_450]);
      probe.end();
      await probe.call;
    });

    it('pauses the bot again after a 429 to the probe', async () => {
      scene.clock.advance(10_000);
      const probe = startCall(scene.workers[1]);
      await probe.hasBegun;
      await scene.workers[1]!.recordFlood(probe.chat, HOUR_MS);
      probe.end();
      await probe.call;
      expect(await scene.tryOnce('code')).toEqual({ reason: 'bot_paused', waitMs: MINUTE_MS });
      scene.clock.advance(MINUTE_MS);
      expect(await scene.tryOnce('code', probe.chat)).toEqual({
        reason: 'chat_paused',
        waitMs: HOUR_MS - MINUTE_MS,
      });
      expect(await scene.tryOnce('code')).toBeUndefined();
    });

    it('lets another call probe after a probe without a result', async () => {
      const unanswered = scene.tryOnce('code', freshChat(), scene.workers[0], () =>
        Promise.reject(new Error('ECONNRESET')),
      );
      await expect(unanswered).rejects.toThrow('ECONNRESET');
      scene.clock.advance(50);
      const probe = startCall(scene.workers[1]);
      await probe.hasBegun;
      expect(await scene.tryOnce('code')).toEqual(CHECK_AGAIN);
      probe.end();
      await probe.call;
    });

    it('lets another call probe after the death of the worker that probed', async () => {
      const dead = startCall();
      await dead.hasBegun;
      scene.clock.advance(14_999);
      expect(await scene.tryOnce('code')).toEqual({ reason: 'bot_paused', waitMs: 1 });
      scene.clock.advance(1);
      const next = startCall(scene.workers[1]);
      await next.hasBegun;
      // The late result of the first probe is ignored.
      await scene.workers[0]!.recordNoFlood(dead.chat);
      expect(await scene.tryOnce('code')).toMatchObject(CHECK_AGAIN);
      next.end();
      dead.end();
      await Promise.all([next.call, dead.call]);
    });
  });
});
