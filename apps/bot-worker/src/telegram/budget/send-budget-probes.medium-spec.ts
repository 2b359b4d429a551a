import type { NoSlot, SendBudget } from './send-budget';
import type { SendKind } from './send-rates';
import { BudgetScene, freshChat, HOUR_MS, MINUTE_MS, times } from './spec/budget-scene';
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

  const sentAt: BudgetScene['sentAt'] = (...call) => scene.sentAt(...call);
  const tryOnce: BudgetScene['tryOnce'] = (...call) => scene.tryOnce(...call);

  describe('probes after a pause of the bot', () => {
    const CHECK_AGAIN = { reason: 'bot_paused', waitMs: 250 };

    /** A call that stays open until the test ends it. */
    const openCall = (worker = workers[0]!, chat = freshChat(), kind: SendKind = 'code') => {
      let end = (): void => undefined;
      const open = new Promise<void>((resolve) => (end = resolve));
      let begun = (): void => undefined;
      const hasBegun = new Promise<void>((resolve) => (begun = resolve));
      const call = tryOnce(kind, chat, worker, () => {
        begun();
        return open;
      });
      return { chat, call, hasBegun, end };
    };

    beforeEach(async () => {
      await workers[0]!.recordFlood(undefined, 5_000);
      clock.advance(5_000);
    });

    it.each([
      ['code', 0],
      ['stranger_answer', 5_000],
    ] as const)(
      'with one of fifty calls at once, while the others wait for its result: %s',
      async (kind, ms) => {
        clock.advance(ms);
        let begun = 0;
        let end = (): void => undefined;
        const open = new Promise<void>((resolve) => (end = resolve));
        const calls = times(50, (index) =>
          tryOnce(kind, freshChat(), workers[index % 3], () => {
            begun += 1;
            return open;
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
      },
    );

    it.each(['stranger_answer', 'edit', 'notification', 'press'] as const)(
      'first with a code or an answer to a linked person, and not with another kind of call: %s',
      async (kind) => {
        expect(await tryOnce(kind)).toEqual(CHECK_AGAIN);
        // It does not record a pause in the worker either, which would delay the code that may probe.
        expect(workers[0]!.pauseMs).toBe(0);
        const probe = openCall();
        await probe.hasBegun;
        await workers[0]!.recordAnswer(probe.chat);
        clock.advance(50);
        expect(await tryOnce(kind)).toBeUndefined();
        probe.end();
        await probe.call;
      },
    );

    it.each(['stranger_answer', 'edit', 'notification', 'press'] as const)(
      'with any kind of call once the pause has been over for five seconds: %s',
      async (kind) => {
        clock.advance(4_999);
        expect(await tryOnce(kind)).toEqual({ reason: 'bot_paused', waitMs: 1 });
        clock.advance(1);
        const probe = openCall(workers[1], freshChat(), kind);
        await probe.hasBegun;
        expect(await tryOnce('code')).toEqual(CHECK_AGAIN);
        await workers[1]!.recordAnswer(probe.chat);
        clock.advance(50);
        expect(await tryOnce('code')).toBeUndefined();
        probe.end();
        await probe.call;
      },
    );

    it('and sends all kinds again after an answer', async () => {
      const probe = openCall();
      await probe.hasBegun;
      await workers[1]!.recordAnswer(freshChat());
      expect(await tryOnce('code')).toEqual(CHECK_AGAIN);
      await workers[0]!.recordAnswer(probe.chat);
      clock.advance(250);
      expect(await sentAt(5, 'code')).toEqual([5_250, 5_300, 5_350, 5_400, 5_450]);
      probe.end();
      await probe.call;
    });

    it('and pauses the bot again when a probe gets a 429, also one for a single chat', async () => {
      clock.advance(10_000);
      const probe = openCall(workers[1]);
      await probe.hasBegun;
      await workers[1]!.recordFlood(probe.chat, HOUR_MS);
      probe.end();
      await probe.call;
      expect(await tryOnce('code')).toEqual({ reason: 'bot_paused', waitMs: MINUTE_MS });
      clock.advance(MINUTE_MS);
      expect(await tryOnce('code', probe.chat)).toEqual({
        reason: 'chat_paused',
        waitMs: HOUR_MS - MINUTE_MS,
      });
      expect(await tryOnce('code')).toBeUndefined();
    });

    it('with another call when the first one had no result', async () => {
      const unanswered = tryOnce('code', freshChat(), workers[0], () =>
        Promise.reject(new Error('ECONNRESET')),
      );
      await expect(unanswered).rejects.toThrow('ECONNRESET');
      clock.advance(50);
      const probe = openCall(workers[1]);
      await probe.hasBegun;
      expect(await tryOnce('code')).toEqual(CHECK_AGAIN);
      probe.end();
      await probe.call;
    });

    it('with another call when the worker of the first one died', async () => {
      const dead = openCall();
      await dead.hasBegun;
      clock.advance(14_999);
      expect(await tryOnce('code')).toEqual({ reason: 'bot_paused', waitMs: 1 });
      clock.advance(1);
      const next = openCall(workers[1]);
      await next.hasBegun;
      // A late result of the first one is ignored.
      await workers[0]!.recordAnswer(dead.chat);
      expect(await tryOnce('code')).toMatchObject(CHECK_AGAIN);
      next.end();
      dead.end();
      await Promise.all([next.call, dead.call]);
    });
  });
});
