import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { Lease, RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { BotApi } from '../telegram/bot-api';
import { BotApiError, type BotApiProblem } from '../telegram/bot-api-error';
import { BackgroundWork } from '../scheduling/background-work';

export interface LeavingIntervals {
  /** The shortest time between two attempts to leave the same chat. */
  readonly retryMs: number;
  /** After this time without success the bot gives up. */
  readonly giveUpMs: number;
  /** The time between two reads of the chats that are due. */
  readonly pollMs: number;
}

const INTERVALS: LeavingIntervals = { retryMs: 60_000, giveUpMs: 24 * 3_600_000, pollMs: 5_000 };

const MAX_CHATS = 1_000;
const CHATS_PER_ROUND = 20;
/** Longer than a round can take: 20 chats at 10 s each. */
const LEASE_MS = 240_000;

/** After any other problem the bot has left the chat already, or can never leave it. */
const RETRIED_PROBLEMS: readonly BotApiProblem[] = ['flood', 'passing', 'bad_token', 'conflict'];

/** `added`: the bot was added just now, so earlier attempts do not count. `other`: any other update of the chat. */
export type LeavingReason = 'added' | 'other';

/**
 * Leaves groups and channels, each at most once a minute. A failed attempt is recorded in Redis, and one worker retries it for
 * a day, because a channel sends no further update after the bot was added.
 */
@Injectable()
export class GroupLeaving implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(GroupLeaving.name);
  private readonly background = new BackgroundWork(this.log);
  private readonly lease: Lease;
  /** A sorted set: chats by the time when their next attempt is due. */
  private readonly dueKey: string;
  /** A sorted set: chats by the time of the first attempt. */
  private readonly firstTriedKey: string;

  constructor(
    private readonly store: RedisStore,
    private readonly api: BotApi,
    @Optional() private readonly intervals: LeavingIntervals = INTERVALS,
  ) {
    this.lease = new Lease(store, 'leaving', LEASE_MS);
    this.dueKey = store.key('leaving', 'due');
    this.firstTriedKey = store.key('leaving', 'since');
  }

  onApplicationBootstrap(): void {
    this.background.repeat(this.intervals.pollMs, () =>
      this.leaveDueChats().catch((error: unknown) =>
        this.log.debug({ reason: reasonOf(error) }, 'groups and channels could not be left'),
      ),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
  }

  /** Never rejects, because the update counts as handled in any case. */
  async leave(chatId: number, reason: LeavingReason): Promise<void> {
    try {
      if (reason === 'other' && (await this.wasTried(chatId))) return;
      // The chat is recorded before the attempt, so that another worker retries it if this worker or Redis fails.
      await this.scheduleRetry(chatId, this.intervals.retryMs);
      if (await this.claimAttempt(chatId)) await this.attempt(chatId);
    } catch (error) {
      this.log.debug({ reason: reasonOf(error) }, 'a group or channel could not be left');
    }
  }

  private async leaveDueChats(): Promise<void> {
    if ((await this.dueChats()).length === 0 || !(await this.lease.acquire())) return;
    try {
      for (const chatId of await this.dueChats()) {
        if (this.background.isStopped) return;
        if (await this.claimAttempt(chatId)) await this.attempt(chatId);
        else await this.scheduleRetry(chatId, this.intervals.retryMs);
      }
    } finally {
      await this.lease.release();
    }
  }

  private async dueChats(): Promise<number[]> {
    const { client } = this.store;
    const now = await this.store.now();
    return (await client.zrangebyscore(this.dueKey, '-inf', now, 'LIMIT', 0, CHATS_PER_ROUND)).map(Number);
  }

  private async claimAttempt(chatId: number): Promise<boolean> {
    const { client } = this.store;
    return (await client.set(this.triedKey(chatId), '1', 'PX', this.intervals.retryMs, 'NX')) !== null;
  }

  private async wasTried(chatId: number): Promise<boolean> {
    return (await this.store.client.exists(this.triedKey(chatId))) === 1;
  }

  private triedKey(chatId: number): string {
    return this.store.key('left-chat', String(chatId));
  }

  private async attempt(chatId: number): Promise<void> {
    try {
      await this.api.call('leaveChat', { chat_id: chatId }, this.background.signal);
      await this.forget(chatId);
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
      this.log.debug({ reason: error.message }, 'a group or channel could not be left');
      if (RETRIED_PROBLEMS.includes(error.problem))
        await this.scheduleRetry(chatId, Math.max(error.retryAfterMs, this.intervals.retryMs));
      else await this.forget(chatId);
    }
  }

  private async scheduleRetry(chatId: number, inMs: number): Promise<void> {
    const { client } = this.store;
    const member = String(chatId);
    const now = await this.store.now();
    const isNew = (await client.zscore(this.dueKey, member)) === null;
    if (isNew && (await client.zcard(this.dueKey)) >= MAX_CHATS) return;
    await client.zadd(this.firstTriedKey, 'NX', now, member);
    const since = Number(await client.zscore(this.firstTriedKey, member));
    if (now - since >= this.intervals.giveUpMs) return this.forget(chatId);
    await client.zadd(this.dueKey, now + inMs, member);
  }

  private async forget(chatId: number): Promise<void> {
    await this.store.client.zrem(this.dueKey, String(chatId));
    await this.store.client.zrem(this.firstTriedKey, String(chatId));
  }
}
