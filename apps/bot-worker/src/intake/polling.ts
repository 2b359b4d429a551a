import { Logger } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { Lease, type RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import type { BotApi } from '../telegram/bot-api';
import type { BotIdentity } from '../telegram/bot-identity';
import type { WebhookStatus } from '../telegram/webhook-status';
import { Backoff } from '../telegram/backoff';
import { BotApiError } from '../telegram/bot-api-error';
import { ALLOWED_UPDATES } from './allowed-updates';
import { ChatUpdateQueue } from './chat-update-queue';
import { describeFailure } from './failure';
import { type IncomingUpdate, readUpdate, updateIdOf } from './incoming-update';
import type { Intake } from './intake';
import type { IntakeMetrics } from './intake-metrics';
import type { UpdateHandler } from './update-handler';
import { UpdateWindow } from './update-window';
import { WebhookNote } from './webhook-note';

/** Who polls and dies is followed by another within LEASE_MS + CONTEND_MS. */
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
const CONTEND_MS = 1_000;
const LONG_POLL_SECONDS = 25;
const BUSY_MS = 500;
const AGAIN_MS = 1_000;
/** After this long, what is slow no longer keeps new updates waiting. */
const GLANCE_MS = 300;
/** About two strangers a second are answered, so the last of these waits for ten. */
const MOST_STRANGERS = 20;

/** What was taken in one go of holding the lease. */
interface Taken {
  readonly window: UpdateWindow;
  readonly queue: ChatUpdateQueue<IncomingUpdate>;
}

export interface PollingParts {
  readonly store: RedisStore;
  readonly api: BotApi;
  readonly identity: BotIdentity;
  readonly handler: UpdateHandler;
  readonly metrics: IntakeMetrics;
  readonly status: WebhookStatus;
}

/** Long polling by one of N workers: who holds the lease. */
export class Polling implements Intake {
  private readonly log = new Logger(Polling.name);
  private readonly stopped = new AbortController();
  private readonly backoff = new Backoff(this.stopped.signal, this.log);
  private readonly lease: Lease;
  private lastReason: string | undefined;
  /** The ids of updates that have failed and are tried again. */
  private readonly failing = new Set<number>();
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly parts: PollingParts) {
    this.lease = new Lease(parts.store, 'polling', LEASE_MS);
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    await Promise.race([
      this.parts.identity.known(),
      new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
    ]);
    while (!signal.aborted) {
      const isHeld = this.parts.api.isTokenAccepted && (await this.lease.hold().catch(() => false));
      if (isHeld) await this.pollWhileHeld();
      else await this.backoff.pause(CONTEND_MS);
    }
  }

  private async pollWhileHeld(): Promise<void> {
    const lost = new AbortController();
    const ended = AbortSignal.any([lost.signal, this.stopped.signal]);
    let heldUntil = Date.now() + LEASE_MS;
    const renew = async (): Promise<void> => {
      const askedAt = Date.now();
      try {
        if (await this.lease.hold()) heldUntil = askedAt + LEASE_MS;
        else lost.abort();
      } catch {
        if (Date.now() > heldUntil - RENEW_MS) lost.abort();
      }
    };
    const heartbeat = setInterval(() => void renew(), RENEW_MS);
    this.log.log('this worker takes the updates');
    this.parts.metrics.polls(true);
    try {
      if (await this.dropWebhook(ended)) this.log.log('the webhook of this bot is removed, for it polls');
      const taken = this.takeNothingYet(ended);
      while (!ended.aborted) {
        // Who slept meanwhile asks before it polls: two who poll are both refused (Bot API: 409).
        if (Date.now() > heldUntil) await renew();
        if (!ended.aborted) await this.pollOnce(taken, ended);
        // A worker of a newer deployment may have the token that is right.
        if (!this.parts.api.isTokenAccepted) lost.abort();
      }
      await taken.queue.empty();
      if (!lost.signal.aborted) await this.confirm(taken.window.offset);
    } finally {
      clearInterval(heartbeat);
      this.parts.metrics.polls(false);
      this.log.log('this worker takes no more updates');
      await this.lease.end().catch(() => undefined);
    }
  }

  private takeNothingYet(ended: AbortSignal): Taken {
    const { handler, metrics } = this.parts;
    const queue = new ChatUpdateQueue<IncomingUpdate>(
      (update) => this.handleUntilDone(update, ended),
      (why) => metrics.count(why),
      (chatId) => handler.mostWaiting(chatId, MOST_STRANGERS),
    );
    return { window: new UpdateWindow(), queue };
  }

  /** What is not done is not confirmed: it comes again with each poll until it is, to whoever polls then. */
  private async pollOnce(taken: Taken, ended: AbortSignal): Promise<void> {
    try {
      const updates = await this.getUpdates(taken.window.offset, ended);
      this.lastReason = undefined;
      this.take(updates, taken);
      await Promise.race([taken.queue.empty(), this.backoff.pause(GLANCE_MS)]);
    } catch (error) {
      if (ended.aborted) return;
      await this.complain(error, ended);
      await this.backoff.pause(
        error instanceof BotApiError ? Math.max(error.retryAfterMs, AGAIN_MS) : AGAIN_MS,
      );
    }
  }

  /** Once of each reason in a row: a call fails once a second for as long as Telegram is unavailable. */
  private async complain(error: unknown, ended: AbortSignal): Promise<void> {
    const isConflict = error instanceof BotApiError && error.problem === 'conflict';
    if (isConflict && (await this.dropWebhook(ended))) {
      this.parts.status.repaired(['unwanted']);
      this.log.warn('somebody else had set a webhook for this bot, which polls; it is removed');
      return;
    }
    const reason = reasonOf(error);
    if (reason !== this.lastReason) {
      this.log.warn({ reason }, 'updates could not be taken; again each second');
    }
    this.lastReason = reason;
  }

  private take(updates: readonly unknown[], { window, queue }: Taken): void {
    const shown = new Map(updates.map((update) => [updateIdOf(update), update]));
    shown.delete(undefined);
    const held = this.heldByTheirChats(queue);
    for (const id of window.show([...shown.keys()] as number[], (each) => held().has(each))) {
      const update = readUpdate(shown.get(id));
      if (update === undefined) {
        this.parts.metrics.count('unreadable');
        window.finish(id);
      } else {
        void queue.put(update).then((isDone) => isDone && window.finish(id));
      }
    }
  }

  /** Found once, and only where it is asked for. */
  private heldByTheirChats(queue: Taken['queue']): () => ReadonlySet<number> {
    let found: ReadonlySet<number> | undefined;
    const { handler } = this.parts;
    return () =>
      (found ??= handler.isHeldUp
        ? new Set()
        : queue.idsWaitingForTheirChat(
            ({ id, chatId }) => this.failing.has(id) || handler.isWaitingStranger(chatId),
          ));
  }

  /** What failed is done again before what came after it in its chat; `Inbox` gives up what fails for good. */
  private async handleUntilDone(update: IncomingUpdate, ended: AbortSignal): Promise<boolean> {
    try {
      for (let delayMs = BUSY_MS; !ended.aborted; delayMs = Math.min(delayMs * 2, 5_000)) {
        const taken = await this.handle(update);
        if (taken === 'done') return true;
        if (taken === 'failed') this.failing.add(update.id);
        await this.backoff.pause(taken === 'busy' ? BUSY_MS : delayMs);
      }
      return false;
    } finally {
      this.failing.delete(update.id);
    }
  }

  private async handle(update: IncomingUpdate): Promise<'done' | 'busy' | 'failed'> {
    try {
      return await this.parts.handler.handle(update, MOST_STRANGERS);
    } catch (error) {
      this.log.debug({ reason: describeFailure(error).reason }, 'an update is tried again');
      return 'failed';
    }
  }

  private getUpdates(offset: number, signal: AbortSignal): Promise<unknown[]> {
    return this.parts.api.call<unknown[]>(
      'getUpdates',
      { offset, timeout: LONG_POLL_SECONDS, allowed_updates: ALLOWED_UPDATES },
      signal,
      (LONG_POLL_SECONDS + 10) * 1000,
    );
  }

  /** Telegram gives updates to one who polls only while no webhook is set. @returns whether there was one */
  private async dropWebhook(ended: AbortSignal): Promise<boolean> {
    const { api, store } = this.parts;
    try {
      const { url } = await api.call<WebhookInfo>('getWebhookInfo', {}, ended);
      if (!url || ended.aborted) return false;
      // First the note: workers that are to set it again must not take it for somebody else's doing.
      await new WebhookNote(store).forget();
      await api.call('deleteWebhook', { drop_pending_updates: false }, ended);
      return true;
    } catch {
      // Polling itself tells of what is wrong.
      return false;
    }
  }

  /** What was done is not to come again to whoever polls next. */
  private async confirm(offset: number): Promise<void> {
    const wish = { offset, timeout: 0, limit: 1, allowed_updates: ALLOWED_UPDATES };
    await this.parts.api.call('getUpdates', wish, undefined, 1_500).catch(() => undefined);
  }
}
