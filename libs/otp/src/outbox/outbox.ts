import type { Language } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { ChallengeEvents } from '../challenge/challenge-events';
import type { Codes } from '../challenge/codes';
import { OtpKeys } from '../keys';
import { CodeDeliveries, type CodeSettlement } from './code-deliveries';
import { type JobOutcome, Jobs } from './jobs';
import type { Settled } from './lease';
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

/** The most entries that one sweep reads from a partition. */
const SWEEP_SIZE = 100;

/**
 * The messages that the workers have to send. Each entry is claimed by one worker at a time, which sends it and settles it.
 * An entry that is not settled is due again when its lease ends.
 */
export class Outbox {
  /** How many settlements of this process came after another worker had claimed the entry. */
  overtaken = 0;
  private readonly keys: OtpKeys;
  private readonly codes: CodeDeliveries;
  private readonly jobs: Jobs;
  private readonly statistics: OutboxStatistics;

  constructor(
    private readonly store: RedisStore,
    codes: Codes,
    private readonly events: ChallengeEvents,
  ) {
    this.keys = new OtpKeys(store);
    this.codes = new CodeDeliveries(store, codes);
    this.jobs = new Jobs(store);
    this.statistics = new OutboxStatistics(store);
  }

  /** How many codes this process found that had expired before they were sent. */
  get expiredUnsent(): number {
    return this.codes.expiredUnsent;
  }

  /** How many claims of this process found that it lacks the secret of the code. */
  get missingKeys(): number {
    return this.codes.missingKeys;
  }

  /** The code of a challenge, for `otp.requested` and for links. @returns undefined for a malformed id */
  codeEntry(challengeId: string): Entry | undefined {
    return this.entryOfChallenge('code', challengeId);
  }

  /** The edit of a code's message, for `otp.verified` and `otp.ended`. @returns undefined for a malformed id */
  editEntry(challengeId: string): Entry | undefined {
    return this.entryOfChallenge('edit', challengeId);
  }

  /** Lists the due entries of all partitions, the oldest of each partition first. */
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

  /** @returns undefined if another worker has claimed the entry, or nothing is left to send */
  claim(entry: Entry): Promise<Task | undefined> {
    return entry.isCode ? this.codes.claim(entry) : this.jobs.claim(entry);
  }

  /** Settles a sent task. A code requires its message, which is edited when the code is used or expires. */
  async delivered(
    task: Task,
    message?: { chatId: number; messageId: number; language?: Language | undefined },
  ): Promise<void> {
    if (task.kind !== 'code') return this.settleJob(task, 'done');
    if (!message) throw new Error('A delivered code must have a message');
    const language = message.language ?? task.language ?? '';
    const settled = await this.settleCode(task, { outcome: 'delivered', message: { ...message, language } });
    if (settled === 'ended') this.events.ended(task.challengeId);
    else this.events.changed(task.challengeId);
  }

  /** Settles a task for a phone without a chat. A code waits for a chat until its challenge expires. */
  async park(task: Task): Promise<void> {
    if (task.kind === 'code') await this.settleCode(task, { outcome: 'parked' });
    else await this.settleJob(task, 'done');
  }

  /** Settles a task that Telegram rejects for good. */
  async fail(task: Task): Promise<void> {
    if (task.kind === 'code') await this.settleCode(task, { outcome: 'failed' });
    else await this.settleJob(task, 'done');
  }

  /**
   * Makes a task due again in `inMs` milliseconds, after a failed send that may have arrived all the same.
   * @param problem why the send failed, for an operator
   */
  retry(task: Task, inMs: number, problem: SendProblem): Promise<void> {
    return this.settleDueAgain(task, 'retry', inMs, problem);
  }

  /** Makes a task due again in `inMs` milliseconds, when nothing was sent. */
  postpone(task: Task, inMs: number): Promise<void> {
    return this.settleDueAgain(task, 'unsent', inMs);
  }

  /** Postpones a task for a chat that accepts nothing for `inMs` milliseconds. This time does not count as waiting. */
  hold(task: Task, inMs: number, problem: SendProblem): Promise<void> {
    return this.settleDueAgain(task, 'held', inMs, problem);
  }

  private async settleDueAgain(
    task: Task,
    outcome: 'retry' | 'unsent' | 'held',
    inMs: number,
    problem?: SendProblem,
  ): Promise<void> {
    const delayMs = Math.max(0, Math.ceil(inMs));
    if (task.kind === 'code') await this.settleCode(task, { outcome, delayMs, problem });
    else await this.settleJob(task, outcome, delayMs);
  }

  private async settleCode(task: CodeTask, settlement: CodeSettlement): Promise<Settled | 'ended'> {
    const settled = await this.codes.settle(task, settlement);
    if (settled === 'not_yours') this.overtaken += 1;
    return settled;
  }

  private async settleJob(
    task: EditTask | NotificationTask,
    outcome: JobOutcome,
    delayMs = 0,
  ): Promise<void> {
    if ((await this.jobs.settle(task, outcome, delayMs)) === 'not_yours') this.overtaken += 1;
  }

  private entryOfChallenge(kind: 'code' | 'edit', challengeId: string): Entry | undefined {
    const partition = this.keys.partitionOfChallenge(challengeId);
    return partition === undefined ? undefined : entryOf(partition, `${kind}:${challengeId}`);
  }
}
