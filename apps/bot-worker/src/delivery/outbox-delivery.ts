import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import type { Entry, Task } from '@app/otp';
import { reasonOf, TRACER, type Tracer } from '@app/runtime';
import { backoffDelayMs } from '../scheduling/backoff';
import { ConcurrencyLimit } from '../scheduling/concurrency-limit';
import { BotApi } from '../telegram/bot-api';
import { BotApiError } from '../telegram/bot-api-error';
import { SendBudget } from '../telegram/budget/send-budget';
import { MeteredOutbox } from './metered-outbox';
import { TaskSender } from './task-sender';
import { UnrecordedSend } from './unrecorded-send';

const STORE_RETRY_MS = 1_000;

const CONCURRENT_CODES = 20;
/** Edits and notifications have a limit of their own, so that no code waits for them. */
const CONCURRENT_JOBS = 4;

/**
 * Delivers entries of the outbox to Telegram: claim, send, settle. An entry that is not settled is due again when its lease
 * ends.
 */
@Injectable()
export class OutboxDelivery {
  private readonly log = new Logger(OutboxDelivery.name);
  private readonly codes = new ConcurrencyLimit(CONCURRENT_CODES);
  private readonly jobs = new ConcurrencyLimit(CONCURRENT_JOBS);
  /** The entries that wait or are being sent, so that a sweep does not start them again. */
  private readonly inProgress = new Set<string>();

  constructor(
    private readonly outbox: MeteredOutbox,
    private readonly sender: TaskSender,
    private readonly api: BotApi,
    private readonly budget: SendBudget,
    @Optional() @Inject(TRACER) private readonly tracer: Tracer | undefined,
  ) {}

  /** False in a pause of the bot, and while Telegram rejects the token: a worker of a newer deployment may have a valid one. */
  get canSend(): boolean {
    return this.budget.pauseMs <= 0 && this.api.isTokenAccepted;
  }

  /**
   * Never rejects: after a failure the sweep finds the entry again.
   * @returns whether this call has claimed the entry
   */
  async deliver(entry: Entry | undefined): Promise<boolean> {
    if (entry === undefined || !this.canSend || this.inProgress.has(entry.member)) return false;
    this.inProgress.add(entry.member);
    try {
      return (await (entry.isCode ? this.codes : this.jobs).run(() => this.claimAndSend(entry))) ?? false;
    } finally {
      this.inProgress.delete(entry.member);
    }
  }

  /** Starts no further send. Resolves when all running sends have ended. */
  async stop(): Promise<void> {
    await Promise.all([this.codes.stop(), this.jobs.stop()]);
  }

  /** @returns whether the entry was claimed */
  private async claimAndSend(entry: Entry): Promise<boolean> {
    const startedAtMs = Date.now();
    let task: Task | undefined;
    try {
      task = await this.outbox.claim(entry);
      if (task) await this.send(task);
    } catch (error) {
      this.log.warn(
        { requestId: task?.requestId, reason: reasonOf(error) },
        'a delivery was interrupted; it is retried when its lease ends',
      );
    }
    if (task) this.traceDelivery(task, startedAtMs);
    return task !== undefined;
  }

  /** From the claim until the settlement. What Telegram answered is the span of its call. */
  private traceDelivery({ requestId, kind, lease, failedSends }: Task, startedAtMs: number): void {
    if (requestId === undefined) return;
    this.tracer?.record({
      name: `deliver ${kind}`,
      kind: 'consumer',
      requestId,
      key: lease,
      parentKey: requestId,
      startedAtMs,
      endedAtMs: Date.now(),
      attributes: { 'otpravka.task': kind, 'otpravka.failed_sends': failedSends },
      hasFailed: false,
    });
  }

  private async send(task: Task): Promise<void> {
    try {
      await this.sender.send(task);
    } catch (error) {
      if (error instanceof BotApiError) return this.settleFailure(task, error);
      if (error instanceof UnrecordedSend) throw error;
      this.log.warn(
        { requestId: task.requestId, reason: reasonOf(error) },
        'a store is unavailable; the delivery is retried',
      );
      await this.outbox.postpone(task, STORE_RETRY_MS);
    }
  }

  private async settleFailure(task: Task, { problem, message, retryAfterMs }: BotApiError): Promise<void> {
    switch (problem) {
      case 'flood':
        return this.outbox.hold(task, retryAfterMs, 'flood');
      case 'passing':
      case 'bad_token':
      case 'conflict':
        this.log.warn(
          { requestId: task.requestId, reason: message, tries: task.failedSends },
          'Telegram did not accept a message; it is retried later',
        );
        return this.outbox.retry(
          task,
          backoffDelayMs(task.failedSends),
          problem === 'bad_token' ? 'bad_token' : 'passing',
        );
      case 'refused':
        this.log.error(
          { requestId: task.requestId, reason: message, kind: task.kind },
          'Telegram rejected a message',
        );
        return this.outbox.fail(task);
      case 'unreachable':
      case 'unchanged':
        return this.outbox.fail(task);
    }
  }
}
