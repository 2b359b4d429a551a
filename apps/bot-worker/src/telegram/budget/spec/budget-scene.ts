import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import type { BudgetClock } from '../budget-clock';
import { type NoSlot, SendBudget } from '../send-budget';
import { type AllowedRates, SEND_KINDS, type SendKind } from '../send-rates';
import { ManualClock } from './manual-clock';

/** What Telegram allows. The budget uses four fifths of the first rate, which is a slot every 50 ms. */
const ALLOWED = { messagesPerSecond: 25, chatMessagesPerSecond: 1 };
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

let chats = 0;
export const freshChat = (): number => ++chats;

/** The budgets of three workers over one real Redis and one manual clock. Each test starts with new ones. */
class BudgetScene {
  clock = new ManualClock();
  workers: readonly SendBudget[] = [];
  private store: RedisStore | undefined;
  private startedAt = 0;

  async start(): Promise<void> {
    const connect = redisConnector({ url: testRedisUrl(), isCluster: false });
    const store = new RedisStore(connect(), randomNamespace());
    await store.onModuleInit();
    this.store = store;
    this.clock = new ManualClock();
    this.startedAt = this.clock.now();
    this.workers = times(3, () => new SendBudget(store, ALLOWED, this.clock));
  }

  stop(): void {
    this.store?.onApplicationShutdown();
  }

  /** One more worker, with a clock or rates of its own. */
  workerWith({
    clock = this.clock,
    ...allowed
  }: { clock?: BudgetClock } & Partial<AllowedRates>): SendBudget {
    return new SendBudget(this.store!, { ...ALLOWED, ...allowed }, clock);
  }

  /** Milliseconds since the start of the test. */
  now(): number {
    return this.clock.now() - this.startedAt;
  }

  /** @returns when each call that got a slot was sent, in order */
  async sentAt(
    count: number,
    kind: SendKind,
    { chat = freshChat, maxWaitMs = 0 }: { chat?: () => number; maxWaitMs?: number } = {},
  ): Promise<number[]> {
    const sent: number[] = [];
    const send = () => Promise.resolve(sent.push(this.now()));
    await this.clock.settle(
      times(count, (index) => this.workers[index % 3]!.runInSlot(kind, chat(), maxWaitMs, send)),
    );
    return sent;
  }

  /** A call that does not wait. */
  tryOnce(
    kind: SendKind,
    chat = freshChat(),
    worker = this.workers[0]!,
    send: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<NoSlot | undefined> {
    return worker.runInSlot(kind, chat, 0, send);
  }

  /** Runs callers on three workers, each of which sends all the time. @returns when calls of each kind were sent */
  async storm(
    callers: Partial<Record<SendKind, number>>,
    forMs: number,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Record<SendKind, number[]>> {
    const sent = Object.fromEntries(SEND_KINDS.map((kind) => [kind, [] as number[]])) as Record<
      SendKind,
      number[]
    >;
    const endsAt = this.now() + forMs;
    const call = async (kind: SendKind, worker: SendBudget): Promise<void> => {
      while (this.now() < endsAt) {
        await worker.runInSlot(kind, freshChat(), 2_000, () => Promise.resolve(sent[kind].push(this.now())));
      }
    };
    const kinds = Object.entries(callers) as [SendKind, number][];
    const crowd = kinds.flatMap(([kind, count]) =>
      times(count, (index) => call(kind, this.workers[index % 3]!)),
    );
    await this.clock.settle([...crowd, meanwhile()]);
    return sent;
  }
}

/** Starts a new scene before each test of the file, and stops it after the test. */
export function useBudgetScene(): BudgetScene {
  const scene = new BudgetScene();
  beforeEach(() => scene.start());
  afterEach(() => scene.stop());
  return scene;
}
