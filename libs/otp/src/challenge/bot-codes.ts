import { DomainError, type E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { type Networks, TooManyRequests } from '../limits/limit-state';
import { tryLimits, triesState } from '../limits/tries';
import { secondsOf } from '../reply';
import { admitBotCode, compareBotCode } from './bot-code-scripts';
import type { Origin, Verified } from './challenge';
import type { ChallengeEvents } from './challenge-events';
import type { Codes } from './codes';
import { randomText } from '../random';

export interface TypedCode {
  readonly code: string;
  readonly by: Origin;
  readonly networks: Networks;
}

/** The challenge whose attempt was counted, and the id of the key of its digest. */
export interface AdmittedAttempt {
  readonly challengeId: string;
  readonly keyId: string;
}

/**
 * The id of one verification. It is stored with the challenge that the verification consumes, and with the notification of the
 * lock that its wrong code causes. Only a caller that knows it can restore that challenge or remove that notification.
 */
export const newReceipt = (): string => randomText(16, 'base64url');

/**
 * Checks codes that owners request from the bot. The first script counts the attempt under the limits of the address and of the
 * code. Only an admitted attempt gets a digest of the typed code, bound to the challenge of the code. Other attempts are compared
 * with random bytes, so that both answers take the same time (docs/decisions/0020-count-the-attempt-before-the-digest.md).
 */
export class BotCodes {
  private readonly keys: OtpKeys;
  private readonly admitBotCode;
  private readonly compareBotCode;

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
    private readonly codes: Codes,
    private readonly events: ChallengeEvents,
  ) {
    this.keys = new OtpKeys(store);
    this.admitBotCode = admitBotCode(store);
    this.compareBotCode = compareBotCode(store);
  }

  /** @throws DomainError `code_wrong`, `too_many_requests`: the same whether or not the phone has such a code */
  async verify(phone: E164, typed: TypedCode): Promise<Verified> {
    const admitted = await this.admit(phone, typed);
    const verified = await this.compare(phone, typed, { admitted, receipt: newReceipt() });
    if (verified === undefined) throw new DomainError('code_wrong');
    return verified;
  }

  /**
   * Compares an admitted code. Without an admitted attempt it makes the same call, which never matches.
   * @param attempt.countedWrong a wrong code of the phone was counted under this receipt; a match takes it back
   */
  async compare(
    phone: E164,
    { code, by, networks }: TypedCode,
    attempt: { admitted: AdmittedAttempt | undefined; receipt: string; countedWrong?: boolean },
  ): Promise<Verified | undefined> {
    const { admitted, receipt } = attempt;
    const partition = this.keys.partitionOf(phone);
    const challengeId = admitted?.challengeId ?? this.keys.newChallengeId(partition);
    const keyId = admitted?.keyId ?? this.codes.keyId;
    const digest = admitted && this.codes.digestUnder(keyId, { challengeId, channel: 'bot' }, code);
    const reply = await this.compareBotCode(
      [this.keys.challenge(partition, challengeId), this.keys.tries(partition, networks)],
      [
        ...[this.keys.prefix(partition), challengeId, receipt, by.ip, by.browser, by.system],
        ...[tryLimits(this.config, networks), attempt.countedWrong ? phone : ''],
        ...[keyId, digest ?? randomText(32, 'base64url')],
      ],
    );
    if (reply.outcome === 'wrong') {
      if (reply.exhausted) this.events.ended(challengeId);
      return undefined;
    }
    const { chat: chatId, language, requestId } = reply;
    return { challengeId, phone, receipt, channel: 'bot', purpose: 'sign_in', chatId, language, requestId };
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
