import { DomainError } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { tryLimits } from '../limits/tries';
import { secondsOf } from '../reply';
import type { ReplyOf } from '../script';
import { verifyCode } from './challenge-scripts';
import { BotCodes, newReceipt, type TypedCode } from './bot-codes';
import { type Verified, WrongCode } from './challenge';
import type { ChallengeEvents } from './challenge-events';
import type { Codes } from './codes';

type Reply = ReplyOf<typeof verifyCode>;
type VerifiedReply = Extract<Reply, { outcome: 'verified' }>;
type RefusedReply = Exclude<Reply, { outcome: 'gone' | 'verified' }>;

/**
 * Checks a code that is typed on the page of a challenge. One script counts the attempt, compares the code and consumes the
 * challenge. If it refuses the code, it also admits an attempt at the code that the owner may have requested from the bot. A
 * second script then compares the typed code with that one.
 */
export class CodeCheck {
  private readonly keys: OtpKeys;
  private readonly verifyCode;

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
    private readonly codes: Codes,
    private readonly botCodes: BotCodes,
    private readonly events: ChallengeEvents,
  ) {
    this.keys = new OtpKeys(store);
    this.verifyCode = verifyCode(store);
  }

  /** @throws DomainError `challenge_gone`, `phone_locked`, `attempts_exhausted`, `code_wrong` (a WrongCode) */
  async signIn(challengeId: string, typed: TypedCode): Promise<Verified> {
    const receipt = newReceipt();
    const checked = await this.check({ challengeId }, typed, receipt);
    if (checked.outcome === 'verified') return { ...verifiedBy(checked), challengeId, receipt, ...SIGN_IN };
    return (await this.compareBotCode(checked, typed, receipt)) ?? this.refuse(challengeId, checked);
  }

  /** Checks a code that erases the shop. Only the session that requested the code may use it. */
  async erase(challengeId: string, eraseSessionId: string, typed: TypedCode): Promise<Verified> {
    const receipt = newReceipt();
    const checked = await this.check({ challengeId, eraseSessionId }, typed, receipt);
    if (checked.outcome !== 'verified') return this.refuse(challengeId, checked);
    return { ...verifiedBy(checked), challengeId, receipt, ...ERASE_SHOP };
  }

  /** @throws DomainError `challenge_gone` */
  private async check(
    subject: { challengeId: string; eraseSessionId?: string },
    { code, by, networks }: TypedCode,
    receipt: string,
  ): Promise<Exclude<Reply, { outcome: 'gone' }>> {
    const { challengeId, eraseSessionId } = subject;
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) throw new DomainError('challenge_gone');
    const { purpose } = eraseSessionId === undefined ? SIGN_IN : ERASE_SHOP;
    const reply = await this.verifyCode(
      [this.keys.challenge(partition, challengeId), this.keys.tries(partition, networks)],
      [
        ...[this.keys.prefix(partition), challengeId, this.config.failuresPerDay, receipt],
        ...[purpose, eraseSessionId ?? '', by.ip, by.browser, by.system, tryLimits(this.config, networks)],
        ...this.codes.digestsUnderAllKeys(subject, code),
      ],
    );
    if (reply.outcome === 'gone') throw new DomainError('challenge_gone');
    return reply;
  }

  private async compareBotCode(
    reply: RefusedReply,
    typed: TypedCode,
    receipt: string,
  ): Promise<Verified | undefined> {
    if (reply.bot === 'skipped') return undefined;
    const admitted =
      reply.bot === 'admitted' ? { challengeId: reply.botChallenge, keyId: reply.botKey } : undefined;
    const countedWrong = reply.outcome === 'wrong';
    return this.botCodes.compare(reply.phone, typed, { admitted, receipt, countedWrong });
  }

  private refuse(challengeId: string, reply: RefusedReply): never {
    const { outcome, retryMs, attemptsLeft, locks, phone } = reply;
    if (outcome === 'wrong' && attemptsLeft === 0) this.events.ended(challengeId);
    switch (outcome) {
      case 'locked':
        throw new DomainError('phone_locked', { retryAfter: secondsOf(retryMs) });
      case 'exhausted':
        throw new DomainError('attempts_exhausted', { retryAfter: secondsOf(retryMs) });
      case 'wrong':
        throw new WrongCode(attemptsLeft, locks ? phone : undefined);
    }
  }
}

const verifiedBy = ({ phone, chat: chatId, language, requestId }: VerifiedReply) => ({
  ...{ phone, chatId, language, requestId },
});

const SIGN_IN = { channel: 'api', purpose: 'sign_in' } as const;
const ERASE_SHOP = { channel: 'api', purpose: 'erase_shop' } as const;
