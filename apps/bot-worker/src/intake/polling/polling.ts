import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import { BackgroundWork } from '../../scheduling/background-work';
import { BotApiError } from '../../telegram/bot-api-error';
import { BotIdentity } from '../../telegram/bot-identity';
import { ChatUpdateQueue } from '../chat-update-queue';
import { describeFailure } from '../failure';
import { type IncomingUpdate, parseUpdate, updateIdOf } from '../incoming-update';
import { IntakeMetrics } from '../intake-metrics';
import { UpdateHandler } from '../update-handler';
import { PollClient } from './poll-client';
import { type HeldLease, PollingLease } from './polling-lease';
import { UpdateWindow } from './update-window';

const ACQUIRE_INTERVAL_MS = 1_000;
const BUSY_RETRY_MS = 500;
const MAX_RETRY_DELAY_MS = 5_000;
const POLL_RETRY_MS = 1_000;
/** After this time the next poll starts, even if updates of this poll are still being handled. */
const HANDLING_WAIT_MS = 300;
/** About two strangers a second are answered, so the last of these waits for ten seconds. */
const MAX_STRANGERS = 20;

/** The updates received while the lease is held. */
interface ReceivedUpdates {
  readonly window: UpdateWindow;
  readonly queue: ChatUpdateQueue<IncomingUpdate>;
}

/** Long polling by the one of N workers that holds the lease. */
@Injectable()
export class Polling implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(Polling.name);
  private readonly background = new BackgroundWork(this.log);
  private lastFailure: string | undefined;
  /** The ids of updates that have failed and are being retried. */
  private readonly failing = new Set<number>();

  constructor(
    private readonly identity: BotIdentity,
    private readonly lease: PollingLease,
    private readonly client: PollClient,
    private readonly handler: UpdateHandler,
    private readonly metrics: IntakeMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.background.start(() => this.pollUntilStopped(), this.identity.whenKnown());
  }

  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
  }

  private async pollUntilStopped(): Promise<void> {
    const { signal } = this.background;
    while (!signal.aborted) {
      const held = this.client.isTokenAccepted ? await this.lease.acquire(signal) : undefined;
      if (held) await this.pollWhileHeld(held);
      else await this.background.pause(ACQUIRE_INTERVAL_MS);
    }
  }

  private async pollWhileHeld(held: HeldLease): Promise<void> {
    const { ended } = held;
    this.log.log('this worker polls for updates');
    this.metrics.setPolling(true);
    try {
      if (await this.client.removeWebhook(ended))
        this.log.log('the webhook of this bot was removed, because the bot polls');
      const received = this.startReceiving(ended);
      while (!ended.aborted) {
        await held.renewIfExpired();
        if (!ended.aborted) await this.poll(received, ended);
        // A worker of a newer deployment may have a valid token.
        if (!this.client.isTokenAccepted) held.giveUp();
      }
      await received.queue.whenEmpty();
      if (!held.isLost) await this.client.confirm(received.window.offset);
    } finally {
      this.metrics.setPolling(false);
      this.log.log('this worker stopped polling');
      await held.release();
    }
  }

  private startReceiving(ended: AbortSignal): ReceivedUpdates {
    const queue = new ChatUpdateQueue<IncomingUpdate>(
      (update) => this.handleUntilDone(update, ended),
      (reason) => this.metrics.count(reason),
      (chatId) => this.handler.maxWaiting(chatId, MAX_STRANGERS),
    );
    return { window: new UpdateWindow(), queue };
  }

  /** An update is confirmed only when it is done. Until then every poll returns it again, also to another worker. */
  private async poll(received: ReceivedUpdates, ended: AbortSignal): Promise<void> {
    try {
      const updates = await this.client.getUpdates(received.window.offset, ended);
      this.lastFailure = undefined;
      this.receive(updates, received);
      await Promise.race([received.queue.whenEmpty(), this.background.pause(HANDLING_WAIT_MS)]);
    } catch (error) {
      if (ended.aborted) return;
      await this.handlePollFailure(error, ended);
      await this.background.pause(
        error instanceof BotApiError ? Math.max(error.retryAfterMs, POLL_RETRY_MS) : POLL_RETRY_MS,
      );
    }
  }

  /**
   * Logs a failure only if its reason differs from that of the failure before: during an outage a poll fails each second.
   */
  private async handlePollFailure(error: unknown, ended: AbortSignal): Promise<void> {
    const isConflict = error instanceof BotApiError && error.problem === 'conflict';
    if (isConflict && (await this.client.resolveConflict(ended))) {
      this.log.warn('somebody else had set a webhook although this bot polls; the webhook was removed');
      return;
    }
    const reason = reasonOf(error);
    if (reason !== this.lastFailure) {
      this.log.warn({ reason }, 'the poll for updates failed; it is retried every second');
    }
    this.lastFailure = reason;
  }

  private receive(updates: readonly unknown[], { window, queue }: ReceivedUpdates): void {
    const byId = new Map<number, unknown>();
    for (const update of updates) {
      const id = updateIdOf(update);
      if (id !== undefined) byId.set(id, update);
    }
    const mayBeConfirmedEarly = this.earlyConfirmation(queue);
    for (const id of window.add([...byId.keys()], mayBeConfirmedEarly)) {
      const update = parseUpdate(byId.get(id));
      if (update === undefined) {
        this.metrics.count('unreadable');
        window.finish(id);
      } else {
        void queue.add(update).then((isDone) => isDone && window.finish(id));
      }
    }
  }

  /** Computes the ids only when the first one is asked for. During an outage or a pause no update is confirmed early. */
  private earlyConfirmation(queue: ReceivedUpdates['queue']): (id: number) => boolean {
    let ids: ReadonlySet<number> | undefined;
    return (id) => {
      ids ??= this.handler.isDelayed
        ? new Set()
        : queue.idsThatMayBeConfirmedEarly(
            (current) => this.failing.has(current.id) || this.handler.isWaitingStranger(current.chatId),
          );
      return ids.has(id);
    };
  }

  /** Retries a failed update before the next one of its chat. `Inbox` gives up an update that keeps failing. */
  private async handleUntilDone(update: IncomingUpdate, ended: AbortSignal): Promise<boolean> {
    try {
      for (let delayMs = BUSY_RETRY_MS; !ended.aborted; delayMs = Math.min(delayMs * 2, MAX_RETRY_DELAY_MS)) {
        const result = await this.handle(update);
        if (result === 'done') return true;
        if (result === 'failed') this.failing.add(update.id);
        await this.background.pause(result === 'busy' ? BUSY_RETRY_MS : delayMs);
      }
      return false;
    } finally {
      this.failing.delete(update.id);
    }
  }

  private async handle(update: IncomingUpdate): Promise<'done' | 'busy' | 'failed'> {
    try {
      return await this.handler.handle(update, MAX_STRANGERS);
    } catch (error) {
      this.log.debug({ reason: describeFailure(error).reason }, 'an update failed and is retried');
      return 'failed';
    }
  }
}
