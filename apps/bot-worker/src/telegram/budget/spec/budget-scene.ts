import { redisConnector, RedisStore } from '@app/redis';
import { randomNamespace, testRedisUrl } from '@app/testing';
import { type NoSlot, SendBudget } from '../send-budget';
import type { SendKind } from '../send-rates';
import { ManualClock } from './manual-clock';

/** The budget uses four fifths of it: a slot every 50 ms. */
const PER_SECOND = 25;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const ALL_KINDS = [
  'code',
  'linked_answer',
  'stranger_answer',
  'edit',
  'notification',
  'press',
] as const;

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

let chats = 0;
export const freshChat = (): number => ++chats;

/** The budgets of three workers over one real Redis and one manual clock. */
export class BudgetScene {
  readonly clock = new ManualClock();
  readonly workers: readonly SendBudget[];
  private readonly startedAt = this.clock.now();

  private constructor(private readonly store: RedisStore) {
    this.workers = times(3, () => new SendBudget(store, { messagesPerSecond: PER_SECOND }, this.clock));
  }

  static async start(): Promise<BudgetScene> {
    const connect = redisConnector({ url: testRedisUrl(), isCluster: false });
    const store = new RedisStore(connect(), randomNamespace());
    await store.onModuleInit();
    return new BudgetScene(store);
  }

  stop(): void {
    this.store.onApplicationShutdown();
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

  /** Runs callers of each kind that ask all the time on three workers. @returns when each kind was sent */
  async storm(
    callers: Partial<Record<SendKind, number>>,
    forMs: number,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Record<SendKind, number[]>> {
    const sent = Object.fromEntries(ALL_KINDS.map((kind) => [kind, [] as number[]])) as Record<
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
