import { DomainError } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import { secondsOf } from '../reply';
import { verifyApproval } from './approval-scripts';
import { approvalDigest } from './approval-numbers';
import { newReceipt } from './bot-codes';
import { type Origin, type Verified, WrongCode } from './challenge';
import type { ChallengeEvents } from './challenge-events';

/** Exchanges an approved challenge for a sign-in. One script counts the attempt, compares the secret and consumes the challenge. */
export class ApprovalCheck {
  private readonly keys: OtpKeys;
  private readonly verifyApproval;

  constructor(
    store: RedisStore,
    private readonly events: ChallengeEvents,
  ) {
    this.keys = new OtpKeys(store);
    this.verifyApproval = verifyApproval(store);
  }

  /** @throws DomainError `challenge_gone`, `attempts_exhausted`, `code_wrong` (a WrongCode) */
  async signIn(challengeId: string, secret: string, by: Origin): Promise<Verified> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) throw new DomainError('challenge_gone');
    const receipt = newReceipt();
    const reply = await this.verifyApproval(
      [this.keys.challenge(partition, challengeId)],
      [
        ...[this.keys.prefix(partition), challengeId, receipt, approvalDigest(secret)],
        ...[by.ip, by.browser, by.system],
      ],
    );
    switch (reply.outcome) {
      case 'gone':
        throw new DomainError('challenge_gone');
      case 'exhausted':
        throw new DomainError('attempts_exhausted', { retryAfter: secondsOf(reply.retryMs) });
      case 'wrong':
        if (reply.attemptsLeft === 0) this.events.ended(challengeId);
        throw new WrongCode(reply.attemptsLeft, undefined);
      case 'verified': {
        const { phone, chat: chatId, language, requestId } = reply;
        return {
          challengeId,
          phone,
          receipt,
          channel: 'api',
          purpose: 'sign_in',
          chatId,
          language,
          requestId,
        };
      }
    }
  }
}
