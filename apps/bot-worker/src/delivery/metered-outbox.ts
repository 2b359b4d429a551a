import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { type EditTask, type Entry, Outbox, type SendProblem, type Task } from '@app/otp';
import { type CodeOutcome, DeliveryMetrics } from './delivery-metrics';
import { UnrecordedSend } from './unrecorded-send';

const RECORD_RETRY_MS = 200;
const CLAIMED = 'a code was claimed';
const MISSING_KEY_EVERY_MS = 60_000;
const MISSING_KEY =
  'this worker lacks the APP_SECRET that codes were made with, so it cannot send them; all processes need the same list of secrets';

type SentMessage = NonNullable<Parameters<Outbox['delivered']>[1]>;

/**
 * The outbox as this worker uses it: each claim and each outcome of a code is counted and logged, with the id of the HTTP request
 * that asked for the code.
 */
@Injectable()
export class MeteredOutbox {
  private readonly log = new Logger(MeteredOutbox.name);
  private reported = { missingKeys: 0, at: -Infinity };

  constructor(
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
  ) {}

  /** @returns undefined if another worker has the entry or nothing is left to send */
  async claim(entry: Entry): Promise<Task | undefined> {
    const task = await this.outbox.claim(entry);
    if (task?.kind === 'code') {
      this.metrics.countClaim();
      const waitedMs = Math.max(0, Date.now() - task.dueAt.getTime());
      const { requestId, failedSends } = task;
      this.log.log({ requestId, by: entry.isFromEvent ? 'event' : 'sweep', waitedMs, failedSends }, CLAIMED);
    }
    if (task === undefined) this.reportMissingKeys();
    return task;
  }

  /** Such a code is claimed again every second, so it is reported once a minute. */
  private reportMissingKeys(): void {
    const { missingKeys } = this.outbox;
    const { reported } = this;
    if (missingKeys === reported.missingKeys || performance.now() - reported.at < MISSING_KEY_EVERY_MS)
      return;
    this.log.error({ claims: missingKeys - reported.missingKeys }, MISSING_KEY);
    this.reported = { missingKeys, at: performance.now() };
  }

  /**
   * Records that the message is in the chat. Only the recording is retried, while the lease lasts: a Redis that is unavailable
   * for a moment must not cause a second send.
   * @throws UnrecordedSend
   */
  async recordSent(task: Task, message?: SentMessage): Promise<void> {
    if (task.kind === 'code') this.metrics.countSent(task);
    for (;;) {
      try {
        return await this.outbox.delivered(task, message);
      } catch (error) {
        if (Date.now() + RECORD_RETRY_MS > task.leaseEndsAt.getTime()) {
          throw new UnrecordedSend({ cause: error });
        }
        await wait(RECORD_RETRY_MS);
      }
    }
  }

  /** Does not retry, because it does no harm to make an edit twice. */
  recordEdited(task: EditTask): Promise<void> {
    return this.outbox.delivered(task);
  }

  /** Lets a code wait until its phone has a chat. */
  async park(task: Task): Promise<void> {
    await this.outbox.park(task);
    this.count(task, 'parked');
  }

  async fail(task: Task): Promise<void> {
    await this.outbox.fail(task);
    this.count(task, 'failed');
  }

  async retry(task: Task, inMs: number, problem: SendProblem): Promise<void> {
    await this.outbox.retry(task, inMs, problem);
    this.count(task, 'retried');
  }

  /** Makes the task due again without counting a failed try, because nothing was sent. */
  async postpone(task: Task, inMs: number): Promise<void> {
    await this.outbox.postpone(task, withinLifetime(task, inMs));
    this.count(task, 'postponed');
  }

  /** Makes the task due again when its chat may accept messages. */
  async hold(task: Task, inMs: number, problem: SendProblem): Promise<void> {
    await this.outbox.hold(task, withinLifetime(task, inMs), problem);
    this.count(task, 'postponed');
  }

  private count(task: Task, outcome: CodeOutcome): void {
    if (task.kind !== 'code') return;
    this.metrics.countOutcome(outcome);
    this.log.log({ requestId: task.requestId, outcome }, 'a code was not sent');
  }
}

/** @returns the time until the code expires; Infinity for other tasks */
export const lifetimeLeftMs = (task: Task): number =>
  task.kind === 'code' ? task.expiresAt.getTime() - Date.now() : Infinity;

/** A chat may be paused for hours. A code is due again at its expiry at the latest, so that the next claim removes it. */
const withinLifetime = (task: Task, inMs: number): number =>
  Math.min(inMs, Math.max(0, lifetimeLeftMs(task)));
