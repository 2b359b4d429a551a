import { randomBytes } from 'node:crypto';
import type { E164, Language } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { Codes } from './codes';
import { OtpKeys } from './keys';
import { type OutboxDepth, OutboxStatistics } from './outbox-depth';
import {
  type CodeTask,
  type EditReason,
  type EditTask,
  type Entry,
  entryOf,
  type Notice,
  type NotificationTask,
  type SendProblem,
  type Task,
} from './tasks';
import { asTexts, transition, UnknownReply } from './transitions';
import type { AskedOf, TellChange } from './types';

/** A claim holds this long; who has not settled by then has died or hangs, and another may take over. */
const LEASE_MS = 15_000;
/** How long after the end of a challenge its message is still edited. */
const EDIT_OUTLIVES_MS = 3_600_000;
/** What one sweep takes from a partition. */
const SWEEP_SIZE = 100;

type Outcome = 'delivered' | 'parked' | 'failed' | 'retry' | 'unsent' | 'held';

/**
 * What the workers have to send, shared by all of them: each entry goes to one worker at a time.
 * Claim, send, settle; what is not settled comes back when its lease runs out.
 */
export class Outbox {
  /** Codes that died before anybody sent them, as found by this process. */
  expiredUnsent = 0;
  private readonly keys: OtpKeys;
  private readonly statistics: OutboxStatistics;
  private readonly scripts;

  constructor(
    private readonly store: RedisStore,
    private readonly codes: Codes,
    private readonly changed: TellChange,
  ) {
    this.keys = new OtpKeys(store);
    this.statistics = new OutboxStatistics(store);
    this.scripts = {
      claimCode: transition(store, 'claim-code'),
      claimJob: transition(store, 'claim-job'),
      settleCode: transition(store, 'settle-code'),
      settleJob: transition(store, 'settle-job'),
    };
  }

  /** The code of a challenge, for `otp.requested` and for links. @returns undefined for what is no challenge of ours */
  entryOf(challengeId: string): Entry | undefined {
    return this.rung('code', challengeId);
  }

  /** The edit of a used code's message, for `otp.verified`. */
  editOf(challengeId: string): Entry | undefined {
    return this.rung('edit', challengeId);
  }

  /** Everything that is due now in all partitions, the oldest first in each. */
  async due(): Promise<readonly Entry[]> {
    const now = await this.store.now();
    const found = await Promise.all(
      this.keys.partitions().map(async (partition) => {
        const members = await this.store.client.zrangebyscore(
          this.keys.outbox(partition),
          '-inf',
          now,
          'LIMIT',
          0,
          SWEEP_SIZE,
        );
        return members.map((member): Entry => entryOf(partition, member, { isRung: false }));
      }),
    );
    return found.flat();
  }

  /** How much there is to do, for whoever watches. */
  depth(): Promise<OutboxDepth> {
    return this.statistics.read();
  }

  /** @returns undefined where another worker has it, or it is over */
  async claim(entry: Entry): Promise<Task | undefined> {
    return entry.isCode ? this.claimCode(entry) : this.claimJob(entry);
  }

  /** It was sent. A code's message is edited when the code is used or over, so it is named here. */
  async delivered(
    task: Task,
    message?: { chatId: number; messageId: number; language?: Language },
  ): Promise<void> {
    if (task.kind !== 'code') return this.settleJob(task, 'done', 0);
    if (!message) throw new Error('A code that was delivered has a message');
    const to = [message.chatId, message.messageId, message.language ?? task.language ?? ''];
    await this.settleCode(task, 'delivered', to, 0);
    this.changed(task.challengeId);
  }

  /** The phone has no chat yet: the code waits for one while its challenge lives. */
  async park(task: Task): Promise<void> {
    await (task.kind === 'code' ? this.settleCode(task, 'parked') : this.settleJob(task, 'done', 0));
  }

  /** Telegram will not take it, for good. */
  async fail(task: Task): Promise<void> {
    await (task.kind === 'code' ? this.settleCode(task, 'failed') : this.settleJob(task, 'done', 0));
  }

  /**
   * It is due again after `inMs` milliseconds; the send that failed may have arrived all the same.
   * @param problem what Telegram answered, for an operator
   */
  retry(task: Task, inMs: number, problem: SendProblem): Promise<void> {
    return this.again(task, 'retry', inMs, problem);
  }

  /** It is due again after `inMs` milliseconds; nothing was sent. */
  postpone(task: Task, inMs: number): Promise<void> {
    return this.again(task, 'unsent', inMs);
  }

  /** Its chat takes nothing for `inMs` milliseconds; nothing was sent, and until then it does not count as waiting. */
  hold(task: Task, inMs: number, problem: SendProblem): Promise<void> {
    return this.again(task, 'held', inMs, problem);
  }

  private async again(
    task: Task | Pick<CodeTask, 'kind' | 'entry' | 'lease'>,
    outcome: 'retry' | 'unsent' | 'held',
    inMs: number,
    problem?: SendProblem,
  ): Promise<void> {
    const delayMs = Math.max(0, Math.ceil(inMs));
    await (task.kind === 'code'
      ? this.settleCode(task, outcome, ['', '', ''], delayMs, problem)
      : this.settleJob(task, outcome, delayMs));
  }

  private rung(what: 'code' | 'edit', challengeId: string): Entry | undefined {
    const partition = this.keys.partitionOfChallenge(challengeId);
    return partition === undefined ? undefined : entryOf(partition, `${what}:${challengeId}`);
  }

  private async claimCode(entry: Entry): Promise<CodeTask | undefined> {
    const challengeId = idOf(entry);
    const lease = newLease();
    const startedAt = Date.now();
    const reply = await this.scripts.claimCode(
      [this.keys.outbox(entry.partition), this.keys.challenge(entry.partition, challengeId)],
      [challengeId, lease, LEASE_MS],
    );
    const [outcome, waitedMs, leftMs, phone, nonce, keyId, language, ...more] = asTexts(reply);
    const [ip, browser, system, of, tries, session] = more;
    if (outcome === 'expired') this.expiredUnsent += 1;
    if (outcome === 'taken' || outcome === 'gone' || outcome === 'expired') return undefined;
    if (outcome !== 'yours' || !phone || !nonce || !keyId) throw new UnknownReply('claim-code');
    const task = {
      kind: 'code' as const,
      ...{
        entry,
        lease,
        challengeId,
        phone: phone as E164,
        language: language as Language,
        askedOf: of as AskedOf,
      },
      origin: { ip: ip ?? '', browser: browser ?? '', system: system ?? '' },
      expiresAt: new Date(startedAt + Number(leftMs)),
      leaseEndsAt: new Date(startedAt + LEASE_MS),
      tries: Number(tries),
      dueAt: new Date(startedAt - Number(waitedMs)),
    };
    const code = this.codes.codeOf({ keyId, challengeId, nonce, phone, erasedBy: session });
    if (code !== undefined) return { ...task, code };
    // Its secret is not configured here (a rolling change); another worker may have it.
    await this.again(task, 'unsent', 1000);
    return undefined;
  }

  private async claimJob(entry: Entry): Promise<EditTask | NotificationTask | undefined> {
    const lease = newLease();
    const startedAt = Date.now();
    const reply = await this.scripts.claimJob(
      [this.keys.outbox(entry.partition), this.keys.job(entry.partition, entry.member)],
      [entry.member, lease, LEASE_MS, entry.isRung ? '1' : '0'],
    );
    const [outcome, what, chat, message, language, tries, phone, ip, browser, system] = asTexts(reply);
    if (outcome === 'taken' || outcome === 'gone') return undefined;
    if (outcome !== 'yours') throw new UnknownReply('claim-job');
    const claimed = {
      ...{ entry, lease, tries: Number(tries) },
      language: language ? (language as Language) : undefined,
      leaseEndsAt: new Date(startedAt + LEASE_MS),
    };
    if (!entry.member.startsWith('edit:')) {
      const to = chat ? { chatId: Number(chat) } : { phone: phone as E164 };
      const id = idOf(entry).slice(`${what}:`.length);
      return { kind: 'notice', ...claimed, notice: what as Notice, id, to };
    }
    return {
      ...{ kind: 'edit', ...claimed, why: what as EditReason, challengeId: idOf(entry).split(':', 1)[0]! },
      ...{ chatId: Number(chat), messageId: Number(message) },
      usedBy: { ip: ip ?? '', browser: browser ?? '', system: system ?? '' },
    };
  }

  private async settleCode(
    { entry, lease }: Pick<CodeTask, 'entry' | 'lease'>,
    outcome: Outcome,
    to: readonly (string | number)[] = ['', '', ''],
    retryMs = 0,
    problem: SendProblem | '' = '',
  ): Promise<void> {
    const challengeId = idOf(entry);
    await this.scripts.settleCode(
      [
        this.keys.outbox(entry.partition),
        this.keys.challenge(entry.partition, challengeId),
        this.keys.job(entry.partition, `edit:${challengeId}`),
        this.keys.job(entry.partition, `edit:${challengeId}:${to[1]}`),
      ],
      [challengeId, lease, outcome, ...to, retryMs, EDIT_OUTLIVES_MS, problem],
    );
  }

  private async settleJob(
    { entry, lease }: EditTask | NotificationTask,
    outcome: 'done' | 'retry' | 'unsent' | 'held',
    retryMs: number,
  ): Promise<void> {
    await this.scripts.settleJob(
      [this.keys.outbox(entry.partition), this.keys.job(entry.partition, entry.member)],
      [entry.member, lease, outcome, retryMs],
    );
  }
}

const idOf = (entry: Entry): string => entry.member.slice(entry.member.indexOf(':') + 1);

const newLease = (): string => randomBytes(12).toString('base64url');
