import type { SendBudget } from './send-budget';
import { SEND_KINDS, type SendKind } from './send-rates';
import { freshChat, MINUTE_MS, times, useBudgetScene } from './spec/budget-scene';

const gapsOf = (instants: readonly number[]): number[] => {
  const sorted = [...instants].sort((a, b) => a - b);
  return sorted.slice(1).map((at, index) => at - sorted[index]!);
};

/** The largest number of instants within one second. */
const mostPerSecond = (instants: readonly number[]): number =>
  Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + 1_000).length));

describe('the send budget', () => {
  const scene = useBudgetScene();

  describe('reserves slots', () => {
    it('every 50 ms and up to 500 ms ahead for fifty simultaneous codes', async () => {
      expect(await scene.sentAt(50, 'code')).toEqual(times(11, (index) => index * 50));
    });

    it.each([
      ['linked_answer', [0, 50, 100, 150, 200]],
      ['stranger_answer', [0, 50, 100, 150, 200]],
      ['edit', [0, 50, 100]],
      ['notification', [0, 50, 100]],
    ] as const)('only as far ahead as the kind %s may', async (kind, instants) => {
      expect(await scene.sentAt(50, kind)).toEqual(instants);
    });

    it('at least 50 ms apart for all kinds on three workers', async () => {
      const callers = { code: 15, linked_answer: 15, stranger_answer: 15, edit: 5, notification: 5 };
      const instants = Object.values(await scene.storm(callers, 5_000)).flat();
      expect(Math.min(...gapsOf(instants))).toBe(50);
      expect(mostPerSecond(instants)).toBe(20);
      expect(instants.length).toBeGreaterThanOrEqual(95);
    });

    it('for every call that waits long enough', async () => {
      const instants = await scene.sentAt(40, 'code', { maxWaitMs: MINUTE_MS });
      expect(instants).toHaveLength(40);
      expect(Math.min(...gapsOf(instants))).toBeGreaterThanOrEqual(50);
    });
  });

  describe('while calls compete', () => {
    it('gives codes most of the slots and each other kind about a tenth', async () => {
      const callers = { code: 15, linked_answer: 30, stranger_answer: 60, edit: 10, notification: 10 };
      const sent = await scene.storm(callers, 10_000);
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
      'leaves about a tenth of the slots to the kind %s during a storm of codes',
      async (kind) => {
        const sent = await scene.storm({ code: 30, [kind]: 3 }, 10_000);
        expect(sent.code.filter((at) => at < 10_000).length).toBeGreaterThanOrEqual(130);
        expect(sent[kind].filter((at) => at < 10_000).length).toBeGreaterThanOrEqual(18);
      },
    );

    it('keeps slots for strangers, notifications and codes while fifty linked people write once a second', async () => {
      const spanMs = 20_000;
      const sent = { linked: [] as number[], strangers: [] as number[], notifications: [] as number[] };
      const codeDelays: number[] = [];
      const every = async (ms: number, work: (worker: SendBudget) => Promise<unknown>): Promise<void> => {
        for (let turn = 0; scene.now() < spanMs; turn++) {
          const next = scene.now() + ms;
          await work(scene.workers[turn % 3]!);
          if (scene.now() < next) await scene.clock.wait(next - scene.now());
        }
      };
      const crowd = (count: number, kind: SendKind, maxWaitMs: number, instants: number[]) =>
        times(count, async (index) => {
          await scene.clock.wait(index * 20);
          const chat = freshChat();
          await every(1_000, (worker) =>
            worker.runInSlot(kind, chat, maxWaitMs, () => Promise.resolve(instants.push(scene.now()))),
          );
        });
      await scene.clock.settle([
        ...crowd(50, 'linked_answer', 5_000, sent.linked),
        ...crowd(10, 'stranger_answer', 8_000, sent.strangers),
        every(5_000, (worker) =>
          worker.runInSlot('notification', freshChat(), 4_000, () =>
            Promise.resolve(sent.notifications.push(scene.now())),
          ),
        ),
        every(700, async (worker) => {
          const askedAt = scene.now();
          await worker.runInSlot('code', freshChat(), MINUTE_MS, () => Promise.resolve());
          codeDelays.push(scene.now() - askedAt);
        }),
      ]);
      const inTime = (instants: number[]) => instants.filter((at) => at < spanMs).length;
      expect(inTime(sent.strangers)).toBeGreaterThanOrEqual(36);
      expect(sent.notifications).toHaveLength(4);
      expect(inTime(sent.linked)).toBeGreaterThanOrEqual(150);
      expect(inTime(sent.linked)).toBeLessThanOrEqual(210);
      expect(Math.max(...codeDelays)).toBeLessThanOrEqual(500);
    });

    it('reserves a slot for a code within 400 ms while the other kinds compete', async () => {
      const callers = { linked_answer: 30, stranger_answer: 30, edit: 10 };
      const delays: number[] = [];
      const askForCodes = async (): Promise<void> => {
        for (let left = 20; left > 0; left--) {
          await scene.clock.wait(400);
          const askedAt = scene.now();
          await scene.workers[left % 3]!.runInSlot('code', freshChat(), MINUTE_MS, () => Promise.resolve());
          delays.push(scene.now() - askedAt);
        }
      };
      const others = Object.values(await scene.storm(callers, 10_000, askForCodes)).flat();
      expect(others.filter((at) => at < 10_000).length).toBeLessThanOrEqual(150);
      expect(Math.max(...delays)).toBeLessThanOrEqual(400);
    });

    it('gives strangers a tenth of the slots after a burst of five', async () => {
      const { stranger_answer: instants } = await scene.storm({ stranger_answer: 60 }, 10_000);
      expect(instants.filter((at) => at < 10_000)).toHaveLength(24);
      expect(mostPerSecond(instants)).toBeLessThanOrEqual(6);
    });

    it('gives linked answers half of the slots while nobody requests a code', async () => {
      const sent = await scene.storm({ linked_answer: 30, stranger_answer: 30 }, 10_000);
      expect(sent.linked_answer.length).toBeGreaterThan(90);
    });

    it('gives edits and notifications two fifths of the slots while only strangers compete', async () => {
      const sent = await scene.storm({ stranger_answer: 30, edit: 15, notification: 15 }, 10_000);
      expect(sent.stranger_answer.length).toBeGreaterThanOrEqual(18);
      expect(sent.edit.length + sent.notification.length).toBeGreaterThanOrEqual(80);
    });
  });

  describe('limits a chat', () => {
    it('to one message a second', async () => {
      expect(await scene.sentAt(50, 'linked_answer', { chat: () => 7 })).toEqual([0]);
      scene.clock.advance(400);
      expect(await scene.tryOnce('code', 7)).toEqual({ reason: 'busy', waitMs: 600 });
      scene.clock.advance(600);
      expect(await scene.tryOnce('code', 7)).toBeUndefined();
    });

    it('to as many messages a second as its configuration says', async () => {
      const worker = scene.workerWith({ chatMessagesPerSecond: 4 });
      expect(await scene.tryOnce('code', 7, worker)).toBeUndefined();
      expect(await scene.tryOnce('code', 7, worker)).toEqual({ reason: 'busy', waitMs: 250 });
      scene.clock.advance(250);
      expect(await scene.tryOnce('code', 7, worker)).toBeUndefined();
    });

    it('to one call a second after a burst of six', async () => {
      const kinds = ['press', 'edit', 'linked_answer', 'press', 'press', 'press'] as const;
      for (const kind of kinds) {
        expect(await scene.clock.settle([scene.tryOnce(kind, 7)])).toEqual([undefined]);
      }
      const waitMs = 1_000 - scene.now();
      expect(await scene.tryOnce('press', 7)).toEqual({ reason: 'busy', waitMs });
      expect(await scene.tryOnce('edit', 7)).toEqual({ reason: 'busy', waitMs });
      scene.clock.advance(waitMs);
      expect(await scene.clock.settle(times(50, () => scene.tryOnce('press', 7)))).toEqual([
        undefined,
        ...times(49, () => ({ reason: 'busy', waitMs: 1_000 })),
      ]);
    });

    it('without a delay of its code while somebody presses buttons', async () => {
      await scene.clock.settle(times(50, () => scene.tryOnce('press', 7)));
      expect(await scene.tryOnce('code', 7)).toBeUndefined();
    });

    it('without an effect on other chats', async () => {
      await scene.clock.settle(times(50, () => scene.tryOnce('press', 7)));
      scene.clock.advance(1_000);
      for (const kind of SEND_KINDS) {
        expect(await scene.tryOnce(kind)).toBeUndefined();
        scene.clock.advance(1_000);
      }
    });
  });

  it('reserves another slot when the worker is late for the first one', async () => {
    await scene.tryOnce('code');
    const sent: number[] = [];
    const late = scene.workers[1]!.runInSlot('code', 7, 5_000, () => Promise.resolve(sent.push(scene.now())));
    await scene.clock.whenWaiting(1);
    scene.clock.advance(50 + 101);
    await scene.clock.settle([late]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toBeGreaterThanOrEqual(151);
  });

  // A press is not sent in a later slot: it would be dropped.
  it('uses the slot of a press even when the worker is late for it', async () => {
    await scene.tryOnce('press');
    const late = scene.tryOnce('press', 7, scene.workers[1]);
    await scene.clock.whenWaiting(1);
    scene.clock.advance(5_000);
    expect(await late).toBeUndefined();
  });

  it('gives the slots of a chat back if the worker was too late for them', async () => {
    for (let n = 0; n < 8; n++) {
      // Takes the present slot, so that the next one is 50 ms ahead.
      await scene.tryOnce('code');
      const late = scene.tryOnce('code', 7, scene.workers[1]);
      await scene.clock.whenWaiting(1);
      scene.clock.advance(50 + 101);
      expect(await late).toMatchObject({ reason: 'busy' });
    }
    expect(await scene.tryOnce('press', 7)).toBeUndefined();
    expect(await scene.tryOnce('code', 7)).toBeUndefined();
  });

  it('sends although the worker is late for every slot', async () => {
    let now = 1_800_000_000_000;
    const slow = { now: () => (now += 101), wait: () => Promise.resolve(), redisNow: () => now };
    let sent = 0;
    const noSlot = await scene
      .workerWith({ clock: slow })
      .runInSlot('code', 7, 60_000, () => Promise.resolve((sent += 1)));
    expect({ noSlot, sent }).toEqual({ noSlot: undefined, sent: 1 });
  });
});
