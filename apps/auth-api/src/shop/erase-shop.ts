import { Injectable } from '@nestjs/common';
import type { E164, EraseCodeAnswer, Shop } from '@app/contract';
import { BotChallenges, Otp, type Verified } from '@app/otp';
import { EventPublisher } from '@app/redis';
import { type AccessClaims, RevokedSessions } from '@app/session';
import { typedCode } from '../auth/typed-code';
import { type Caller, originOf } from '../client/caller';
import type { Body } from '../openapi/describe';
import { OwnShop } from './own-shop';

/** Erases a shop and its personal data, with a code that was sent to the owner for this purpose. */
@Injectable()
export class EraseShop {
  constructor(
    private readonly otp: Otp,
    private readonly challenges: BotChallenges,
    private readonly shop: OwnShop,
    private readonly events: EventPublisher,
    private readonly revoked: RevokedSessions,
  ) {}

  /** @throws DomainError `too_many_requests`, `phone_locked` */
  async sendCode(shop: Shop, sessionId: string, caller: Caller): Promise<EraseCodeAnswer> {
    const { challengeId, expiresInSeconds, limits } = await this.otp.requestEraseCode(
      {
        phone: shop.phone as E164,
        language: shop.language,
        origin: originOf(caller),
        requestId: caller.log.requestId,
      },
      sessionId,
    );
    caller.limits.push(...limits);
    return { challengeId, expiresIn: expiresInSeconds };
  }

  /** @throws DomainError `token_invalid`, `challenge_gone`, `code_wrong`, `attempts_exhausted`, `phone_locked` */
  async eraseShop(claims: AccessClaims, body: Body<'EraseBody'>, caller: Caller): Promise<void> {
    const code = typedCode(body.code);
    const verified = await this.otp.verifyEraseCode(
      body.challengeId,
      claims.sessionId,
      code,
      originOf(caller),
    );
    caller.log.linkToCode(verified.requestId);
    const ended = await this.erase(claims, verified, caller);
    this.events.publish('otp.verified', { v: 1, challengeId: verified.challengeId });
    this.revoked.publish({ shopId: claims.shopId, ended });
    await this.closeCodes(verified, caller);
  }

  private async erase(claims: AccessClaims, verified: Verified, { log }: Caller): Promise<readonly string[]> {
    try {
      return await this.shop.erase(claims);
    } catch (error) {
      await this.otp.restoreChallenge(verified).catch((cause: unknown) => {
        log.warn(cause, 'the code of a failed erasure could not be restored');
      });
      throw error;
    }
  }

  /** A valid sign-in code would create the shop again. A code that cannot be closed expires within minutes. */
  private async closeCodes({ phone }: Verified, { log }: Caller): Promise<void> {
    try {
      await this.challenges.closeChallenges(phone);
    } catch (error) {
      log.warn(error, 'codes of an erased shop could not be closed');
    }
  }
}
