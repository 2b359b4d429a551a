import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { type NoPlace, SendBudget } from './send-budget';
import type { SendKind } from './send-rates';
import { HandClock } from './spec/hand-clock';

/** Four fifths of it are given out: a place every 50 ms. */
const PER_SECOND = 25;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ALL_KINDS = ['code', 'linked_answer', 'stranger_answer', 'edit', 'notification', 'press'] as const;

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const gapsOf = (instants: readonly number[]): number[] => {
  const sorted = [...instants].sort((a, b) => a - b);
  return sorted.slice(1).map((at, index) => at - sorted[index]!);
};

/** The most within any span of a second. */
const mostPerSecond = (instants: readonly number[]): number =>
  Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + 1_000).length));

describe('the send budget', () => {
  let store: RedisStore;
  let clock: HandClock;
  let startedAt: number;
  let workers: SendBudget[];
  let chats = 0;

  beforeEach(async () => {
    store = new RedisStore(redisConnector({ url: testRedisUrl(), isCluster: false })(), randomNamespace());
    await store.onModuleInit();
    clock = new HandClock();
    startedAt = clock.now();
    workers = times(3, () => new SendBudget(store, PER_SECOND, clock));
  });
  afterEach(() => store.onApplicationShutdown());

  const freshChat = (): number => ++chats;
  /** Milliseconds since the beginning of the test. */
  const now = (): number => clock.now() - startedAt;

  /** @returns when each of those that got a place was sent, in order */
  const sentAt = async (
    count: number,
    kind: SendKind,
    { chat = freshChat, patienceMs = 0 }: { chat?: () => number; patienceMs?: number } = {},
  ): Promise<number[]> => {
    const sent: number[] = [];
    const send = () => Promise.resolve(sent.push(now()));
    await clock.settle(times(count, (index) => workers[index % 3]!.run(kind, chat(), patienceMs, send)));
    return sent;
  };

  /** A call that does not wait. */
  const tryOnce = (
    kind: SendKind,
    chat = freshChat(),
    worker = workers[0]!,
    send: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<NoPlace | undefined> => worker.run(kind, chat, 0, send);

  /** So many callers of each kind who ask all the time, on three workers. @returns when each kind was sent */
  const storm = async (
    callers: Partial<Record<SendKind, number>>,
    forMs: number,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Record<SendKind, number[]>> => {
    const sent = Object.fromEntries(ALL_KINDS.map((kind) => [kind, [] as number[]])) as Record<
      SendKind,
      number[]
    >;
    const endsAt = now() + forMs;
    const call = async (kind: SendKind, worker: SendBudget): Promise<void> => {
      while (now() < endsAt) {
        await worker.run(kind, freshChat(), 2_000, () => Promise.resolve(sent[kind].push(now())));
      }
    };
    const kinds = Object.entries(callers) as [SendKind, number][];
    const crowd = kinds.flatMap(([kind, count]) => times(count, (index) => call(kind, workers[index % 3]!)));
    await clock.settle([...crowd, meanwhile()]);
    return sent;
  };

  describe('gives out places', () => {
    it('every 50 ms, of which codes take those of the next 500 ms ahead, of fifty that ask at once', async () => {
      expect(await sentAt(50, 'code')).toEqual(times(11, (index) => index * 50));
    });

    it.each([
      ['linked_answer', [0, 50, 100, 150, 200]],
      ['stranger_answer', [0, 50, 100, 150, 200]],
      ['edit', [0, 50, 100]],
      ['notification', [0, 50, 100]],
    ] as const)('ahead, but no more than are for such calls at once: %s', async (kind, instants) => {
      expect(await sentAt(50, kind)).toEqual(instants);
    });

    it('never closer than 50 ms, and never more than 20 in any second, whoever asks on three workers', async () => {
      const callers = { code: 15, linked_answer: 15, stranger_answer: 15, edit: 5, notification: 5 };
      const instants = Object.values(await storm(callers, 5_000)).flat();
      expect(Math.min(...gapsOf(instants))).toBe(50);
      expect(mostPerSecond(instants)).toBe(20);
      expect(instants.length).toBeGreaterThanOrEqual(95);
    });

    it('to all who wait for one, each once', async () => {
      const instants = await sentAt(40, 'code', { patienceMs: MINUTE_MS });
      expect(instants).toHaveLength(40);
      expect(Math.min(...gapsOf(instants))).toBeGreaterThanOrEqual(50);
    });
  });

  describe('has shares', () => {
    it('of which codes get at least half, and 70 % at most, and all others a tenth, when everybody asks', async () => {
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
      'of which a tenth is left in a storm of codes: %s',
      async (kind) => {
        const sent = await storm({ code: 30, [kind]: 3 }, 10_000);
        expect(sent.code.filter((at) => at < 10_000).length).toBeGreaterThanOrEqual(130);
        expect(sent[kind].filter((at) => at < 10_000).length).toBeGreaterThanOrEqual(18);
      },
    );

    it('of which fifty linked people who write once a second take none from newcomers, notifications and codes', async () => {
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
      const crowd = (count: number, kind: SendKind, patienceMs: number, instants: number[]) =>
        times(count, async (index) => {
          await clock.wait(index * 20);
          const chat = freshChat();
          await every(1_000, (worker) =>
            worker.run(kind, chat, patienceMs, () => Promise.resolve(instants.push(now()))),
          );
        });
      await clock.settle([
        ...crowd(50, 'linked_answer', 5_000, sent.linked),
        ...crowd(10, 'stranger_answer', 8_000, sent.strangers),
        every(5_000, (worker) =>
          worker.run('notification', freshChat(), 4_000, () =>
            Promise.resolve(sent.notifications.push(now())),
          ),
        ),
        every(700, async (worker) => {
          const askedAt = now();
          await worker.run('code', freshChat(), MINUTE_MS, () => Promise.resolve());
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

    it('of which codes find three tenths free, so that one that comes finds a place at once', async () => {
      const callers = { linked_answer: 30, stranger_answer: 30, edit: 10 };
      const delays: number[] = [];
      const askForCodes = async (): Promise<void> => {
        for (let left = 20; left > 0; left--) {
          await clock.wait(400);
          const askedAt = now();
          await workers[left % 3]!.run('code', freshChat(), MINUTE_MS, () => Promise.resolve());
          delays.push(now() - askedAt);
        }
      };
      const others = Object.values(await storm(callers, 10_000, askForCodes)).flat();
      expect(others.filter((at) => at < 10_000).length).toBeLessThanOrEqual(150);
      expect(Math.max(...delays)).toBeLessThanOrEqual(400);
    });

    it('of which strangers get a tenth, five at once at most', async () => {
      const { stranger_answer: instants } = await storm({ stranger_answer: 60 }, 10_000);
      expect(instants.filter((at) => at < 10_000)).toHaveLength(24);
      expect(mostPerSecond(instants)).toBeLessThanOrEqual(6);
    });

    it('of which linked answers get half, and edits and notifications as much while nobody else asks', async () => {
      const linked = await storm({ linked_answer: 30, stranger_answer: 30 }, 10_000);
      expect(linked.linked_answer.length).toBeGreaterThan(90);
      const jobs = await storm({ stranger_answer: 30, edit: 15, notification: 15 }, 10_000);
      expect(jobs.stranger_answer.length).toBeGreaterThanOrEqual(18);
      expect(jobs.edit.length + jobs.notification.length).toBeGreaterThanOrEqual(80);
    });
  });

  describe('holds a chat', () => {
    it('to a message a second, of fifty that ask at once', async () => {
      expect(await sentAt(50, 'linked_answer', { chat: () => 7 })).toEqual([0]);
      clock.advance(400);
      expect(await tryOnce('code', 7)).toEqual({ reason: 'busy', waitMs: 600 });
      clock.advance(600);
      expect(await tryOnce('code', 7)).toBeUndefined();
    });

    it('to a call a second, six at once, where edits and presses count too', async () => {
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

    it('though somebody who presses all the time does not delay the code of the chat', async () => {
      await clock.settle(times(50, () => tryOnce('press', 7)));
      expect(await tryOnce('code', 7)).toBeUndefined();
    });

    it('alone: others are not touched', async () => {
      await clock.settle(times(50, () => tryOnce('press', 7)));
      clock.advance(1_000);
      for (const kind of ALL_KINDS) {
        expect(await tryOnce(kind)).toBeUndefined();
        clock.advance(1_000);
      }
    });
  });

  describe('pauses a chat that Telegram answered with 429', () => {
    it('on all workers, to the millisecond, and nobody else', async () => {
      await workers[0]!.flooded(7, HOUR_MS);
      const paused = { reason: 'chat_paused', waitMs: HOUR_MS };
      for (const kind of ALL_KINDS) expect(await tryOnce(kind, 7, workers[1])).toEqual(paused);
      expect(await tryOnce('code', 8, workers[0])).toBeUndefined();
      expect(workers.map(({ pauseMs }) => pauseMs)).toEqual([0, 0, 0]);
      clock.advance(HOUR_MS - 1);
      expect(await tryOnce('code', 7, workers[2])).toEqual({ reason: 'chat_paused', waitMs: 1 });
      clock.advance(1);
      expect(await tryOnce('code', 7, workers[2])).toBeUndefined();
    });

    it('for the longest of what it asked for, of fifty at once', async () => {
      await Promise.all(
        times(50, (index) => workers[index % 3]!.flooded(7, index === 25 ? MINUTE_MS : 1_000)),
      );
      expect(await tryOnce('code', 7)).toEqual({ reason: 'chat_paused', waitMs: MINUTE_MS });
    });

    it('also for a call that waited for its place', async () => {
      await tryOnce('code');
      const sent: number[] = [];
      const waiting = tryOnce('code', 7, workers[1], () => Promise.resolve(sent.push(now())));
      await workers[0]!.flooded(7, 3_000);
      expect(await clock.settle([waiting])).toEqual([{ reason: 'busy', waitMs: 50 }]);
      expect(sent).toEqual([]);
    });
  });

  it('lets no call of a kind wait any more once its waits have ended', async () => {
    const [worker] = workers as [SendBudget];
    const chat = freshChat();
    const outcomes: (NoPlace | undefined)[] = [];
    const ask = async (kind: SendKind): Promise<void> => {
      outcomes.push(await worker.run(kind, chat, 60_000, () => Promise.resolve()));
      if (outcomes.length === 1) worker.endWaits(['stranger_answer']);
    };
    // A chat has one message a second: the others wait for the first one's second to pass.
    await clock.settle(times(3, () => ask('stranger_answer')));
    expect(outcomes[0]).toBeUndefined();
    expect(outcomes.slice(1)).toMatchObject([{ reason: 'busy' }, { reason: 'busy' }]);
    expect(now()).toBeLessThan(1_000);
  });

  describe('pauses the bot', () => {
    const floodChats = async (count: number, ms: number): Promise<void> => {
      for (let left = count; left > 0; left--) await workers[left % 3]!.flooded(freshChat(), ms);
    };

    it('when three chats were answered so within ten seconds, on all workers', async () => {
      await floodChats(2, 5_000);
      clock.advance(9_999);
      expect(await tryOnce('code')).toBeUndefined();
      await floodChats(1, 5_000);
      for (const worker of workers) {
        expect(await tryOnce('code', freshChat(), worker)).toEqual({ reason: 'bot_paused', waitMs: 5_000 });
        expect(worker.pauseMs).toBe(5_000);
      }
    });

    it('neither for one chat again and again nor for three chats in more than ten seconds', async () => {
      for (let left = 20; left > 0; left--) await workers[left % 3]!.flooded(7, MINUTE_MS);
      await floodChats(1, MINUTE_MS);
      clock.advance(10_000);
      await floodChats(1, MINUTE_MS);
      expect(await tryOnce('code')).toBeUndefined();
    });

    it('not for groups, which one person can add the bot to in any number', async () => {
      for (const group of [-1001, -1002, -1003]) await workers[0]!.flooded(group, MINUTE_MS);
      expect(await tryOnce('code')).toBeUndefined();
    });

    it('when a call without a chat was answered so, for a minute at most', async () => {
      await workers[0]!.flooded(undefined, 3 * HOUR_MS);
      expect(workers[0]!.pauseMs).toBe(MINUTE_MS);
      await workers[1]!.flooded(undefined, 1_000);
      expect(await tryOnce('code', freshChat(), workers[2])).toEqual({
        reason: 'bot_paused',
        waitMs: MINUTE_MS,
      });
    });

    it('also for a call that waited for its place', async () => {
      await tryOnce('code');
      const waiting = tryOnce('code', freshChat(), workers[1]);
      await workers[0]!.flooded(undefined, 3_000);
      expect(await clock.settle([waiting])).toEqual([{ reason: 'busy', waitMs: 50 }]);
    });
  });

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
      await workers[0]!.flooded(undefined, 5_000);
      clock.advance(5_000);
    });

    it.each([
      ['code', 0],
      ['stranger_answer', 5_000],
    ] as const)(
      'with one call of fifty at once, and the others wait for its report: %s',
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
        const refused = new Set<NoPlace | undefined>();
        await new Promise<void>((resolve) => {
          for (const call of calls)
            void call.then((noPlace) => refused.add(noPlace).size === 49 && resolve());
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
        // Nor does it tell the worker of a pause that would hold back the code that may probe.
        expect(workers[0]!.pauseMs).toBe(0);
        const probe = openCall();
        await probe.hasBegun;
        await workers[0]!.answered(probe.chat);
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
        await workers[1]!.answered(probe.chat);
        clock.advance(50);
        expect(await tryOnce('code')).toBeUndefined();
        probe.end();
        await probe.call;
      },
    );

    it('and sends everything again after an answer', async () => {
      const probe = openCall();
      await probe.hasBegun;
      await workers[1]!.answered(freshChat());
      expect(await tryOnce('code')).toEqual(CHECK_AGAIN);
      await workers[0]!.answered(probe.chat);
      clock.advance(250);
      expect(await sentAt(5, 'code')).toEqual([5_250, 5_300, 5_350, 5_400, 5_450]);
      probe.end();
      await probe.call;
    });

    it('and pauses again after another 429, though a single chat was answered so', async () => {
      clock.advance(10_000);
      const probe = openCall(workers[1]);
      await probe.hasBegun;
      await workers[1]!.flooded(probe.chat, HOUR_MS);
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

    it('with another call where the first came to nothing', async () => {
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

    it('with another call where the worker of the first died', async () => {
      const dead = openCall();
      await dead.hasBegun;
      clock.advance(14_999);
      expect(await tryOnce('code')).toEqual({ reason: 'bot_paused', waitMs: 1 });
      clock.advance(1);
      const next = openCall(workers[1]);
      await next.hasBegun;
      // What the first one says now is not believed.
      await workers[0]!.answered(dead.chat);
      expect(await tryOnce('code')).toMatchObject(CHECK_AGAIN);
      next.end();
      dead.end();
      await Promise.all([next.call, dead.call]);
    });
  });

  it('asks for another place where a worker was too busy to use its own', async () => {
    await tryOnce('code');
    const sent: number[] = [];
    const late = workers[1]!.run('code', 7, 5_000, () => Promise.resolve(sent.push(now())));
    await clock.sleepers(1);
    clock.advance(50 + 101);
    await clock.settle([late]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toBeGreaterThanOrEqual(151);
  });
});
