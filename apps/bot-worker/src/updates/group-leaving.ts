import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Lease, type RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import type { BotApi } from '../telegram/bot-api';
import { BotApiError, type BotApiProblem } from '../telegram/bot-api-error';
import { Backoff } from '../telegram/backoff';

export interface LeavingPace {
  /** A chat is left no more often than this. */
  readonly againMs: number;
  /** What has failed for so long is given up. */
  readonly giveUpMs: number;
  /** What is due is looked for this often. */
  readonly everyMs: number;
}

const PACE: LeavingPace = { againMs: 60_000, giveUpMs: 24 * 3_600_000, everyMs: 5_000 };

const MOST_CHATS = 1_000;
const CHATS_AT_ONCE = 20;
/** Longer than all chats of one round can take, at 10 s each. */
const LEASE_MS = 240_000;

/** With any other answer the bot is out of the chat, or never gets out. */
const LATER: readonly BotApiProblem[] = ['flood', 'passing', 'bad_token', 'conflict'];

/** `added`: the bot is in the chat now, whatever was done before. `other`: anything else that comes from the chat. */
export type LeavingReason = 'added' | 'other';

/**
 * Leaves groups and channels, each once a minute at most. A channel sends nothing after the bot was added, so what could not
 * be done at once stands in Redis, and one worker tries it again for a day.
 */
export class GroupLeaving implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(GroupLeaving.name);
  private readonly stopped = new AbortController();
  private readonly lease: Lease;
  /** Chats by when they are due, and by when it was tried first. */
  private readonly due: string;
  private readonly since: string;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: RedisStore,
    private readonly api: BotApi,
    private readonly pace: LeavingPace = PACE,
  ) {
    this.lease = new Lease(store, 'leaving', LEASE_MS);
    this.due = store.key('leaving', 'due');
    this.since = store.key('leaving', 'since');
  }

  onApplicationBootstrap(): void {
    this.loop = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  /** Never rejects: the update that brings it is done in any case. */
  async leave(chatId: number, reason: LeavingReason): Promise<void> {
    try {
      if (reason === 'other' && (await this.wasTried(chatId))) return;
      // The chat is recorded before the attempt, so that it is tried again where the worker or Redis fails during it.
      await this.tryLater(chatId, this.pace.againMs);
      if (await this.mayTry(chatId)) await this.attempt(chatId);
    } catch (error) {
      this.log.debug({ reason: reasonOf(error) }, 'a group or channel could not be left');
    }
  }

  private async run(): Promise<void> {
    const backoff = new Backoff(this.stopped.signal, this.log);
    while (!this.stopped.signal.aborted) {
      await this.round().catch((error: unknown) =>
        this.log.debug({ reason: reasonOf(error) }, 'groups and channels could not be left'),
      );
      await backoff.pause(this.pace.everyMs);
    }
  }

  private async round(): Promise<void> {
    if ((await this.dueChats()).length === 0 || !(await this.lease.hold())) return;
    try {
      for (const chatId of await this.dueChats()) {
        if (this.stopped.signal.aborted) return;
        if (await this.mayTry(chatId)) await this.attempt(chatId);
        else await this.tryLater(chatId, this.pace.againMs);
      }
    } finally {
      await this.lease.end();
    }
  }

  private async dueChats(): Promise<number[]> {
    const { client } = this.store;
    const now = await this.store.now();
    return (await client.zrangebyscore(this.due, '-inf', now, 'LIMIT', 0, CHATS_AT_ONCE)).map(Number);
  }

  private async mayTry(chatId: number): Promise<boolean> {
    const { client } = this.store;
    return (await client.set(this.triedKey(chatId), '1', 'PX', this.pace.againMs, 'NX')) !== null;
  }

  private async wasTried(chatId: number): Promise<boolean> {
    return (await this.store.client.exists(this.triedKey(chatId))) === 1;
  }

  private triedKey(chatId: number): string {
    return this.store.key('left-chat', String(chatId));
  }

  private async attempt(chatId: number): Promise<void> {
    try {
      await this.api.call('leaveChat', { chat_id: chatId }, this.stopped.signal);
      await this.forget(chatId);
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
      this.log.debug({ reason: error.message }, 'a group or channel could not be left');
      if (LATER.includes(error.problem))
        await this.tryLater(chatId, Math.max(error.retryAfterMs, this.pace.againMs));
      else await this.forget(chatId);
    }
  }

  private async tryLater(chatId: number, inMs: number): Promise<void> {
    const { client } = this.store;
    const member = String(chatId);
    const now = await this.store.now();
    const isNew = (await client.zscore(this.due, member)) === null;
    if (isNew && (await client.zcard(this.due)) >= MOST_CHATS) return;
    await client.zadd(this.since, 'NX', now, member);
    const since = Number(await client.zscore(this.since, member));
    if (now - since >= this.pace.giveUpMs) return this.forget(chatId);
    await client.zadd(this.due, now + inMs, member);
  }

  private async forget(chatId: number): Promise<void> {
    await this.store.client.zrem(this.due, String(chatId));
    await this.store.client.zrem(this.since, String(chatId));
  }
}
