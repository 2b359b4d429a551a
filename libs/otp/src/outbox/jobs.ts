import type { RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import { UnknownReply } from '../script';
import { claimJob, settleJob } from './outbox-scripts';
import { LEASE_MS, newLease, type Settled } from './lease';
import { type EditTask, type Entry, idOf, isEditReason, type NotificationTask } from './tasks';

export type JobOutcome = 'done' | 'retry' | 'unsent' | 'held';

/** Claims and settles edits and notifications. */
export class Jobs {
  private readonly keys: OtpKeys;
  private readonly claimScript;
  private readonly settleScript;

  constructor(store: RedisStore) {
    this.keys = new OtpKeys(store);
    this.claimScript = claimJob(store);
    this.settleScript = settleJob(store);
  }

  async claim(entry: Entry): Promise<EditTask | NotificationTask | undefined> {
    const lease = newLease();
    const startedAt = Date.now();
    const claimed = await this.claimScript(
      [this.keys.outbox(entry.partition), this.keys.job(entry.partition, entry.member)],
      [entry.member, lease, LEASE_MS, entry.isFromEvent ? '1' : ''],
    );
    if (claimed.outcome !== 'claimed') return undefined;
    const { subject, chat: chatId, message: messageId, phone, language, origin, at, timeZone } = claimed;
    const common = {
      entry,
      lease,
      language,
      leaseEndsAt: new Date(startedAt + LEASE_MS),
      failedSends: claimed.failedSends,
      requestId: claimed.requestId,
    };
    if (isEditReason(subject)) {
      const challengeId = idOf(entry).slice(0, CHALLENGE_ID_LENGTH);
      if (chatId === undefined || messageId === undefined) throw new UnknownReply('claim-job');
      return { kind: 'edit', ...common, why: subject, challengeId, chatId, messageId, usedBy: origin };
    }
    const id = idOf(entry).slice(`${subject}:`.length);
    if (subject !== 'signed_in') {
      const to = chatId !== undefined ? { chatId } : phone && { phone };
      if (to === undefined) throw new UnknownReply('claim-job');
      return { kind: 'notification', ...common, type: subject, id, to };
    }
    // A private chat has the id of its account. An API of a former version does not name the owner.
    const to = chatId !== undefined ? { ownerId: chatId } : phone && { phone };
    if (to === undefined || at === undefined) throw new UnknownReply('claim-job');
    return { kind: 'notification', ...common, type: subject, id, to, signIn: { origin, at, timeZone } };
  }

  settle(
    { entry, lease }: Pick<EditTask, 'entry' | 'lease'>,
    outcome: JobOutcome,
    delayMs = 0,
  ): Promise<Settled> {
    return this.settleScript(
      [this.keys.outbox(entry.partition), this.keys.job(entry.partition, entry.member)],
      [entry.member, lease, outcome, delayMs],
    );
  }
}

/** The id of a message may follow the id of the challenge: `edit:<challenge>:<message>`. */
const CHALLENGE_ID_LENGTH = 34;
