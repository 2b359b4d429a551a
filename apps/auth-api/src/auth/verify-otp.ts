import { Injectable, Logger } from '@nestjs/common';
import type { VerifyOtpAnswer } from '@app/contract';
import { Otp, type Verified, WrongCode } from '@app/otp';
import { EventPublisher } from '@app/redis';
import { Activity, type IssuedTokens, RevokedSessions, Sessions } from '@app/session';
import { profileOf } from '@app/shop';
import { networksOf } from '../client/address';
import { type Caller, originOf, sessionClient } from '../client/caller';
import type { Body } from '../openapi/describe';
import { phoneIn } from './request-otp';
import { typedCode } from './typed-code';

/** A code opens a session: one round trip to Redis, one to Postgres. */
@Injectable()
export class VerifyOtp {
  private readonly log = new Logger(VerifyOtp.name);

  constructor(
    private readonly otp: Otp,
    private readonly sessions: Sessions,
    private readonly events: EventPublisher,
    private readonly revoked: RevokedSessions,
    private readonly activity: Activity,
  ) {}

  async run(body: Body<'VerifyOtpBody'>, caller: Caller): Promise<VerifyOtpAnswer & IssuedTokens> {
    const verified = await this.verify(body, caller);
    const { shop, session, isNewShop, tokens, ended } = await this.open(verified, caller);
    this.events.publish('otp.verified', { v: 1, challengeId: verified.challengeId });
    this.events.publish('challenge.changed', { v: 1, challengeId: verified.challengeId });
    this.events.publish('session.opened', { v: 1, shopId: shop.id, sessionId: session.id });
    this.revoked.publish({ shopId: shop.id, ended });
    return { ...tokens, isNewShop, shop };
  }

  private async verify(body: Body<'VerifyOtpBody'>, caller: Caller): Promise<Verified> {
    const code = typedCode(body.code, caller.language);
    const by = originOf(caller);
    const networks = networksOf(caller.address);
    if (!('challengeId' in body)) {
      const phone = phoneIn(body.phone, body.country);
      return this.otp.verifyBotCode(phone, code, by, networks);
    }
    try {
      return await this.otp.verifyCode(body.challengeId, code, by, networks);
    } catch (error) {
      if (error instanceof WrongCode) this.noteLock(error, caller);
      throw error;
    }
  }

  /** Nobody waits for it: an answer tells by no delay whether the phone has a shop. */
  private noteLock({ phoneLocked }: WrongCode, caller: Caller): void {
    if (phoneLocked === undefined) return;
    this.activity
      .record(phoneLocked, 'phone_locked', sessionClient(caller))
      .catch((error: unknown) => this.log.warn({ error }, 'a lock could not be noted'));
  }

  private async open(verified: Verified, caller: Caller) {
    try {
      return await this.sessions.open({
        phone: verified.phone,
        challengeId: verified.challengeId,
        chatId: verified.chatId,
        profile: profileOf(verified.phone),
        ...sessionClient(caller),
      });
    } catch (error) {
      await this.giveBack(verified);
      throw error;
    }
  }

  /** The person typed the right code and has no session: the same code works once more. */
  private async giveBack(verified: Verified): Promise<void> {
    try {
      await this.otp.restoreChallenge(verified);
    } catch (error) {
      this.log.warn({ error }, 'a code that opened no session could not be given back');
    }
  }
}
