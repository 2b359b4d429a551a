import { randomBytes } from 'node:crypto';
import { DomainError, type E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { type Networks, TooManyRequests } from '../limits/limit-state';
import { tryLimits, triesState } from '../limits/tries';
import { secondsOf } from '../reply';
import { admitBotCode, compareBotCode } from '../scripts';
import type { Origin, Verified } from './challenge';
import type { Codes } from './codes';

export interface TypedCode {
  readonly code: string;
  readonly by: Origin;
  readonly networks: Networks;
}

/** The challenge whose attempt was counted, and the key of its digest. */
export interface AdmittedAttempt {
  readonly challengeId: string;
  readonly keyId: string;
}

export const newReceipt = (): string => randomBytes(16).toString('base64url');

/**
 * Codes that owners ask the bot for. The attempt is admitted and counted first, by the limits of the address and of the code;
 * only then is a digest derived from what was typed, and it is bound to that code's challenge. Where no attempt is admitted,
 * the same comparison follows with random bytes, so that the answer takes as long
 * (docs/decisions/0020-count-the-attempt-before-the-digest.md).
 */
export class BotCodes {
  private readonly keys: OtpKeys;
  private readonly admitBotCode;
  private readonly compareBotCode;

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
    private readonly codes: Codes,
  ) {
    this.keys = new OtpKeys(store);
    this.admitBotCode = admitBotCode(store);
    this.compareBotCode = compareBotCode(store);
  }

  /** @throws DomainError `code_wrong`, `too_many_requests`, alike whether or not such a code lives */
  async verify(phone: E164, typed: TypedCode): Promise<Verified> {
    const admitted = await this.admit(phone, typed);
    const verified = await this.compare(phone, typed, { admitted, receipt: newReceipt() });
    if (verified === undefined) throw new DomainError('code_wrong');
    return verified;
  }

  /**
   * The comparison after an attempt was admitted, or a step that looks the same where none was.
   * @param step.countedWrong under the same receipt a wrong code of the phone was counted; a match takes it back
   */
  async compare(
    phone: E164,
    { code, by, networks }: TypedCode,
    step: { admitted: AdmittedAttempt | undefined; receipt: string; countedWrong?: boolean },
  ): Promise<Verified | undefined> {
    const { admitted, receipt } = step;
    const partition = this.keys.partitionOf(phone);
    const challengeId = admitted?.challengeId ?? this.keys.newChallengeId(partition);
    const keyId = admitted?.keyId ?? this.codes.keyId;
    const digest = admitted && this.codes.digestUnder(keyId, { challengeId, channel: 'bot' }, code);
    const reply = await this.compareBotCode(
      [this.keys.challenge(partition, challengeId), this.keys.tries(partition, networks)],
      [
        ...[this.keys.prefix(partition), challengeId, receipt, by.ip, by.browser, by.system],
        ...[tryLimits(this.config, networks), step.countedWrong ? phone : ''],
        ...[keyId, digest ?? randomBytes(32).toString('base64url')],
      ],
    );
    if (reply.outcome === 'wrong') return undefined;
    return { challengeId, phone, receipt, channel: 'bot', purpose: 'sign_in', chatId: reply.chat };
  }

  private async admit(phone: E164, { networks }: TypedCode): Promise<AdmittedAttempt | undefined> {
    const partition = this.keys.partitionOf(phone);
    const reply = await this.admitBotCode(
      [this.keys.tries(partition, networks)],
      [this.keys.prefix(partition), phone, tryLimits(this.config, networks)],
    );
    if (reply.outcome === 'limited') throw new TooManyRequests(secondsOf(reply.retryMs), [triesState(reply)]);
    return reply.outcome === 'admitted' ? { challengeId: reply.challenge, keyId: reply.key } : undefined;
  }
}
