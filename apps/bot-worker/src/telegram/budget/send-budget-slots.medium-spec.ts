import type { SendBudget } from './send-budget';
import type { SendKind } from './send-rates';
import { ALL_KINDS, BudgetScene, freshChat, MINUTE_MS, times } from './spec/budget-scene';
import type { ManualClock } from './spec/manual-clock';

const gapsOf = (instants: readonly number[]): number[] => {
  const sorted = [...instants].sort((a, b) => a - b);
  return sorted.slice(1).map((at, index) => at - sorted[index]!);
};

/** The largest number within any second. */
const mostPerSecond = (instants: readonly number[]): number =>
  Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + 1_000).length));

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
  const sentAt: BudgetScene['sentAt'] = (...call) => scene.sentAt(...call);
  const tryOnce: BudgetScene['tryOnce'] = (...call) => scene.tryOnce(...call);
  const storm: BudgetScene['storm'] = (...call) => scene.storm(...call);

  describe('reserves slots', () => {
    it('every 50 ms, up to 500 ms ahead for codes, when fifty ask at once', async () => {
      expect(await sentAt(50, 'code')).toEqual(times(11, (index) => index * 50));
    });

    it.each([
      ['linked_answer', [0, 50, 100, 150, 200]],
      ['stranger_answer', [0, 50, 100, 150, 200]],
      ['edit', [0, 50, 100]],
      ['notification', [0, 50, 100]],
    ] as const)('ahead, but no more than the kind may have at once: %s', async (kind, instants) => {
      expect(await sentAt(50, kind)).toEqual(instants);
    });

    it('never closer than 50 ms and never more than 20 in any second, for all kinds on three workers', async () => {
      const callers = { code: 15, linked_answer: 15, stranger_answer: 15, edit: 5, notification: 5 };
      const instants = Object.values(await storm(callers, 5_000)).flat();
      expect(Math.min(...gapsOf(instants))).toBe(50);
      expect(mostPerSecond(instants)).toBe(20);
      expect(instants.length).toBeGreaterThanOrEqual(95);
    });

    it('for every waiting call, once each', async () => {
      const instants = await sentAt(40, 'code', { maxWaitMs: MINUTE_MS });
      expect(instants).toHaveLength(40);
      expect(Math.min(...gapsOf(instants))).toBeGreaterThanOrEqual(50);
    });
  });

  describe('divides its slots', () => {
    it('so that codes get between half and 70 %, and every other kind a tenth, when all kinds ask', async () => {
      const callers = { code: 15, linked_answer: 30, stranger_answer: 60, edit: 10, notification: 10 };
      const sent = await storm(callers, 10_000);
      const count = (...kinds: SendKind[]) =>
        kinds.flatMap((kind) => sent[kind]).filter((at) => at < 10_000).length;
      expect(count('code')).toBeGreaterThanOrEqual(120);
      expect(count('code')).toBeLessThanOrEqual(150);
      expect(count('linked_answer')).toBeGreaterThanOrEqual(18);
      expect(count('stranger_answer')).toBeGreaterThanOrEqual(18);
      expect(count('edit', 'notification')).toBeGreaterThanOrEqual(18);
      expect(mostPerSecond(Object.values(sent).flat())).toBeLessThanOrEqual(20);
    });

    it.each(['linked_answer', 'stranger_answer', 'edit', 'notification'] as const)(
      'so that a tenth is left during a storm of codes: %s',
      async (kind) => {
        const sent = await storm({ code: 30, [kind]: 3 }, 10_000);
        expect(sent.code.filter((at) => at < 10_000).length).toBeGreaterThanOrEqual(130);
        expect(sent[kind].filter((at) => at < 10_000).length).toBeGreaterThanOrEqual(18);
      },
    );

    it('so that fifty linked people who write once a second take none from newcomers, notifications and codes', async () => {
      const spanMs = 20_000;
      const sent = { linked: [] as number[], strangers: [] as number[], notifications: [] as number[] };
      const codeDelays: number[] = [];
      const every = async (ms: number, work: (worker: SendBudget) => Promise<unknown>): Promise<void> => {
        for (let turn = 0; now() < spanMs; turn++) {
          const next = now() + ms;
          await work(workers[turn % 3]!);
          if (now() < next) await clock.wait(next - now());
        }
      };
      const crowd = (count: number, kind: SendKind, maxWaitMs: number, instants: number[]) =>
        times(count, async (index) => {
          await clock.wait(index * 20);
          const chat = freshChat();
          await every(1_000, (worker) =>
            worker.runInSlot(kind, chat, maxWaitMs, () => Promise.resolve(instants.push(now()))),
          );
        });
      await clock.settle([
        ...crowd(50, 'linked_answer', 5_000, sent.linked),
        ...crowd(10, 'stranger_answer', 8_000, sent.strangers),
        every(5_000, (worker) =>
          worker.runInSlot('notification', freshChat(), 4_000, () =>
            Promise.resolve(sent.notifications.push(now())),
          ),
        ),
        every(700, async (worker) => {
          const askedAt = now();
          await worker.runInSlot('code', freshChat(), MINUTE_MS, () => Promise.resolve());
          codeDelays.push(now() - askedAt);
        }),
      ]);
      const inTime = (instants: number[]) => instants.filter((at) => at < spanMs).length;
      expect(inTime(sent.strangers)).toBeGreaterThanOrEqual(36);
      expect(sent.notifications).toHaveLength(4);
      expect(inTime(sent.linked)).toBeGreaterThanOrEqual(150);
      expect(inTime(sent.linked)).toBeLessThanOrEqual(210);
      expect(Math.max(...codeDelays)).toBeLessThanOrEqual(500);
    });

    it('so that three tenths are free for codes, and a code that comes finds a slot at once', async () => {
      const callers = { linked_answer: 30, stranger_answer: 30, edit: 10 };
      const delays: number[] = [];
      const askForCodes = async (): Promise<void> => {
        for (let left = 20; left > 0; left--) {
          await clock.wait(400);
          const askedAt = now();
          await workers[left % 3]!.runInSlot('code', freshChat(), MINUTE_MS, () => Promise.resolve());
          delays.push(now() - askedAt);
        }
      };
      const others = Object.values(await storm(callers, 10_000, askForCodes)).flat();
      expect(others.filter((at) => at < 10_000).length).toBeLessThanOrEqual(150);
      expect(Math.max(...delays)).toBeLessThanOrEqual(400);
    });

    it('so that strangers get a tenth, five at once at most', async () => {
      const { stranger_answer: instants } = await storm({ stranger_answer: 60 }, 10_000);
      expect(instants.filter((at) => at < 10_000)).toHaveLength(24);
      expect(mostPerSecond(instants)).toBeLessThanOrEqual(6);
    });

    it('so that linked answers get half, and so do edits and notifications while no other kind asks', async () => {
      const linked = await storm({ linked_answer: 30, stranger_answer: 30 }, 10_000);
      expect(linked.linked_answer.length).toBeGreaterThan(90);
      const jobs = await storm({ stranger_answer: 30, edit: 15, notification: 15 }, 10_000);
      expect(jobs.stranger_answer.length).toBeGreaterThanOrEqual(18);
      expect(jobs.edit.length + jobs.notification.length).toBeGreaterThanOrEqual(80);
    });
  });

  describe('limits a chat', () => {
    it('to one message a second when fifty ask at once', async () => {
      expect(await sentAt(50, 'linked_answer', { chat: () => 7 })).toEqual([0]);
      clock.advance(400);
      expect(await tryOnce('code', 7)).toEqual({ reason: 'busy', waitMs: 600 });
      clock.advance(600);
      expect(await tryOnce('code', 7)).toBeUndefined();
    });

    it('to one call a second, six at once, counting edits and presses', async () => {
      const kinds = ['press', 'edit', 'linked_answer', 'press', 'press', 'press'] as const;
      for (const kind of kinds) {
        expect(await clock.settle([tryOnce(kind, 7)])).toEqual([undefined]);
      }
      const waitMs = 1_000 - now();
      expect(await tryOnce('press', 7)).toEqual({ reason: 'busy', waitMs });
      expect(await tryOnce('edit', 7)).toEqual({ reason: 'busy', waitMs });
      clock.advance(waitMs);
      expect(await clock.settle(times(50, () => tryOnce('press', 7)))).toEqual([
        undefined,
        ...times(49, () => ({ reason: 'busy', waitMs: 1_000 })),
      ]);
    });

    it('without a delay of its code when somebody presses buttons all the time', async () => {
      await clock.settle(times(50, () => tryOnce('press', 7)));
      expect(await tryOnce('code', 7)).toBeUndefined();
    });

    it('without an effect on other chats', async () => {
      await clock.settle(times(50, () => tryOnce('press', 7)));
      clock.advance(1_000);
      for (const kind of ALL_KINDS) {
        expect(await tryOnce(kind)).toBeUndefined();
        clock.advance(1_000);
      }
    });
  });

  it('reserves another slot when a worker was too busy to use its own', async () => {
    await tryOnce('code');
    const sent: number[] = [];
    const late = workers[1]!.runInSlot('code', 7, 5_000, () => Promise.resolve(sent.push(now())));
    await clock.sleepers(1);
    clock.advance(50 + 101);
    await clock.settle([late]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toBeGreaterThanOrEqual(151);
  });

  it('uses the slot of a press also when a worker was too busy to be in time, because a press does not wait', async () => {
    await tryOnce('press');
    const late = tryOnce('press', 7, workers[1]);
    await clock.sleepers(1);
    clock.advance(5_000);
    expect(await late).toBeUndefined();
  });
});
