import type { RedisStore } from '@app/redis';
import type { Codes } from '../challenge/codes';
import { OtpKeys } from '../keys';
import { claimCode, settleCode } from './outbox-scripts';
import { LEASE_MS, newLease, type Settled } from './lease';
import { type CodeTask, type Entry, idOf, type SendProblem } from './tasks';

/** How long after the end of a challenge its message may still be edited. */
const EDIT_OUTLIVES_MS = 3_600_000;
/** When a code is due again if this worker does not have its secret. */
const OTHER_WORKER_MS = 1_000;

export type CodeOutcome = 'delivered' | 'parked' | 'failed' | 'retry' | 'unsent' | 'held';

export interface CodeSettlement {
  readonly outcome: CodeOutcome;
  /** Only with `delivered`: the message that holds the code. */
  readonly message?: { chatId: number; messageId: number; language: string };
  /** When the code is due again, after `retry`, `unsent` and `held`. */
  readonly delayMs?: number;
  /** Why the send failed. */
  readonly problem?: SendProblem | undefined;
}

/** Claims and settles codes. */
export class CodeDeliveries {
  /** How many codes this process found that had expired before they were sent. */
  expiredUnsent = 0;
  /** How many claims found that this process lacks the secret of the code. */
  missingKeys = 0;
  private readonly keys: OtpKeys;
  private readonly claimScript;
  private readonly settleScript;

  constructor(
    store: RedisStore,
    private readonly codes: Codes,
  ) {
    this.keys = new OtpKeys(store);
    this.claimScript = claimCode(store);
    this.settleScript = settleCode(store);
  }

  async claim(entry: Entry): Promise<CodeTask | undefined> {
    const challengeId = idOf(entry);
    const lease = newLease();
    const startedAt = Date.now();
    const claimed = await this.claimScript(
      [this.keys.outbox(entry.partition), this.keys.challenge(entry.partition, challengeId)],
      [challengeId, lease, LEASE_MS],
    );
    if (claimed.outcome === 'expired') this.expiredUnsent += 1;
    if (claimed.outcome !== 'claimed') return undefined;
    const { phone, language, origin, channel, purpose, approvalOffers, followsLinking, requestId } = claimed;
    const { key: keyId, nonce, session: eraseSessionId } = claimed;
    const code = this.codes.codeOf({ keyId, challengeId, nonce, phone, eraseSessionId });
    if (code === undefined) {
      // During a rolling change of secrets, another worker may have the secret.
      this.missingKeys += 1;
      const problem = 'missing_key';
      await this.settle({ entry, lease }, { outcome: 'unsent', delayMs: OTHER_WORKER_MS, problem });
      return undefined;
    }
    return {
      ...{ kind: 'code', entry, lease, challengeId, code, phone, language, origin, channel, purpose },
      approvalOffers,
      followsLinking,
      requestId,
      expiresAt: new Date(startedAt + claimed.leftMs),
      leaseEndsAt: new Date(startedAt + LEASE_MS),
      failedSends: claimed.failedSends,
      dueAt: new Date(startedAt - claimed.waitedMs),
    };
  }

  /** @returns `ended` if the delivered code had ended before, so that its message must be edited now */
  settle(
    { entry, lease }: Pick<CodeTask, 'entry' | 'lease'>,
    settlement: CodeSettlement,
  ): Promise<Settled | 'ended'> {
    const { partition } = entry;
    const challengeId = idOf(entry);
    const { outcome, message, delayMs, problem } = settlement;
    const messageId = message?.messageId ?? '';
    return this.settleScript(
      [
        ...[this.keys.outbox(partition), this.keys.challenge(partition, challengeId)],
        this.keys.job(partition, `edit:${challengeId}`),
        this.keys.job(partition, `edit:${challengeId}:${messageId}`),
      ],
      [
        ...[challengeId, lease, outcome, message?.chatId ?? '', messageId, message?.language ?? ''],
        ...[delayMs ?? 0, EDIT_OUTLIVES_MS, problem ?? ''],
      ],
    );
  }
}
