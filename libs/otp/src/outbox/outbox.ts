import type { Language } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { PublishChange } from '../challenge/challenge';
import type { Codes } from '../challenge/codes';
import { OtpKeys } from '../keys';
import { CodeDeliveries, type CodeSettlement } from './code-deliveries';
import { type JobOutcome, Jobs } from './jobs';
import { type OutboxDepth, OutboxStatistics } from './outbox-statistics';
import {
  type CodeTask,
  type EditTask,
  type Entry,
  entryOf,
  type NotificationTask,
  type SendProblem,
  type Task,
} from './tasks';

/** What one sweep reads from a partition. */
const SWEEP_SIZE = 100;

/**
 * What the workers have to send, shared by all of them: each entry goes to one worker at a time.
 * Claim, send, settle; an entry that is not settled is due again when its lease ends.
 */
export class Outbox {
  /** Settlements that another worker's claim had overtaken, as far as this process made them. */
  overtaken = 0;
  private readonly keys: OtpKeys;
  private readonly codes: CodeDeliveries;
  private readonly jobs: Jobs;
  private readonly statistics: OutboxStatistics;

  constructor(
    private readonly store: RedisStore,
    codes: Codes,
    private readonly publishChange: PublishChange,
  ) {
    this.keys = new OtpKeys(store);
    this.codes = new CodeDeliveries(store, codes);
    this.jobs = new Jobs(store);
    this.statistics = new OutboxStatistics(store);
  }

  /** Codes that expired before they were sent, as far as this process found them. */
  get expiredUnsent(): number {
    return this.codes.expiredUnsent;
  }

  /** The code of a challenge, for `otp.requested` and for links. @returns undefined for an id that is not ours */
  codeEntry(challengeId: string): Entry | undefined {
    return this.namedEntry('code', challengeId);
  }

  /** The edit of a used code's message, for `otp.verified`. @returns undefined for an id that is not ours */
  editEntry(challengeId: string): Entry | undefined {
    return this.namedEntry('edit', challengeId);
  }

  /** Everything that is due now in all partitions, the oldest first in each. */
  async due(): Promise<readonly Entry[]> {
    const now = await this.store.now();
    const found = await Promise.all(
      this.keys.partitions().map(async (partition) => {
        const outbox = this.keys.outbox(partition);
        const members = await this.store.client.zrangebyscore(outbox, '-inf', now, 'LIMIT', 0, SWEEP_SIZE);
        return members.map((member): Entry => entryOf(partition, member, { isFromEvent: false }));
      }),
    );
    return found.flat();
  }

  depth(): Promise<OutboxDepth> {
    return this.statistics.read();
  }

  /** @returns undefined where another worker has it, or it is over */
  claim(entry: Entry): Promise<Task | undefined> {
    return entry.isCode ? this.codes.claim(entry) : this.jobs.claim(entry);
  }

  /** It was sent. A code's message must be named: it is edited once the code is used or over. */
  async delivered(
    task: Task,
    message?: { chatId: number; messageId: number; language?: Language },
  ): Promise<void> {
    if (task.kind !== 'code') return this.settleJob(task, 'done');
    if (!message) throw new Error('A delivered code has a message');
    const language = message.language ?? task.language ?? '';
    await this.settleCode(task, { outcome: 'delivered', message: { ...message, language } });
    this.publishChange(task.challengeId);
  }

  /** The phone has no chat yet: the code waits for one while its challenge lives. */
  park(task: Task): Promise<void> {
    return task.kind === 'code' ? this.settleCode(task, { outcome: 'parked' }) : this.settleJob(task, 'done');
  }

  /** Telegram will never take it. */
  fail(task: Task): Promise<void> {
    return task.kind === 'code' ? this.settleCode(task, { outcome: 'failed' }) : this.settleJob(task, 'done');
  }

  /**
   * It is due again after `inMs` milliseconds; the failed send may have arrived all the same.
   * @param problem what Telegram answered, for an operator
   */
  retry(task: Task, inMs: number, problem: SendProblem): Promise<void> {
    return this.settleDueAgain(task, 'retry', inMs, problem);
  }

  /** It is due again after `inMs` milliseconds; nothing was sent. */
  postpone(task: Task, inMs: number): Promise<void> {
    return this.settleDueAgain(task, 'unsent', inMs);
  }

  /** Its chat takes nothing for `inMs` milliseconds; nothing was sent, and until then it does not count as waiting. */
  hold(task: Task, inMs: number, problem: SendProblem): Promise<void> {
    return this.settleDueAgain(task, 'held', inMs, problem);
  }

  private settleDueAgain(
    task: Task,
    outcome: 'retry' | 'unsent' | 'held',
    inMs: number,
    problem?: SendProblem,
  ): Promise<void> {
    const delayMs = Math.max(0, Math.ceil(inMs));
    return task.kind === 'code'
      ? this.settleCode(task, { outcome, delayMs, problem })
      : this.settleJob(task, outcome, delayMs);
  }

  private async settleCode(task: CodeTask, settlement: CodeSettlement): Promise<void> {
    if ((await this.codes.settle(task, settlement)) === 'not_yours') this.overtaken += 1;
  }

  private async settleJob(
    task: EditTask | NotificationTask,
    outcome: JobOutcome,
    delayMs = 0,
  ): Promise<void> {
    if ((await this.jobs.settle(task, outcome, delayMs)) === 'not_yours') this.overtaken += 1;
  }

  private namedEntry(what: 'code' | 'edit', challengeId: string): Entry | undefined {
    const partition = this.keys.partitionOfChallenge(challengeId);
    return partition === undefined ? undefined : entryOf(partition, `${what}:${challengeId}`);
  }
}
