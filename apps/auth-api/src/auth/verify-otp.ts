import { Injectable } from '@nestjs/common';
import type { VerifyOtpAnswer } from '@app/contract';
import { Otp, type Verified, WrongCode } from '@app/otp';
import { Activity, type IssuedTokens, type OpenedSession, Sessions } from '@app/session';
import { profileOf } from '@app/shop';
import { type Caller, originOf, sessionClient, signInClient } from '../client/caller';
import type { Body } from '../openapi/describe';
import { AuthMetrics } from './auth-metrics';
import { validPhone } from './request-otp';
import { SignInEvents } from './sign-in-events';
import { typedCode } from './typed-code';

/** Opens a session with a code or an approval. A right one costs one round trip to Redis and one to Postgres. */
@Injectable()
export class VerifyOtp {
  constructor(
    private readonly otp: Otp,
    private readonly sessions: Sessions,
    private readonly events: SignInEvents,
    private readonly activity: Activity,
    private readonly metrics: AuthMetrics,
  ) {}

  async openSession(body: Body<'VerifyOtpBody'>, caller: Caller): Promise<VerifyOtpAnswer & IssuedTokens> {
    const verified = await this.verifyCode(body, caller);
    caller.log.linkToCode(verified.requestId);
    const opened = await this.storeSession(verified, caller);
    this.events.publish(verified, opened, caller);
    const { tokens, isNewShop, shop } = opened;
    return { ...tokens, isNewShop, shop };
  }

  private async verifyCode(body: Body<'VerifyOtpBody'>, caller: Caller): Promise<Verified> {
    const { networks } = caller;
    const origin = originOf(caller);
    if ('approvalSecret' in body)
      return this.otp.verifyApproval(body.challengeId, body.approvalSecret, origin);
    const code = typedCode(body.code);
    if (!('challengeId' in body)) {
      const phone = validPhone(body.phone, body.country);
      return this.otp.verifyBotCode(phone, code, origin, networks);
    }
    try {
      return await this.otp.verifyCode(body.challengeId, code, origin, networks);
    } catch (error) {
      if (error instanceof WrongCode) this.recordLock(error, caller);
      throw error;
    }
  }

  /** Not awaited, so that the time of the answer does not reveal whether the phone has a shop. */
  private recordLock({ lockedPhone }: WrongCode, caller: Caller): void {
    if (lockedPhone === undefined) return;
    this.metrics.countLockedPhone();
    this.activity
      .record(lockedPhone, 'phone_locked', sessionClient(caller))
      .catch((error: unknown) => caller.log.warn(error, 'the lock of a phone could not be recorded'));
  }

  /** A new shop gets the language of the message with the code. Nobody has chosen a language of the phone's country. */
  private async storeSession(verified: Verified, caller: Caller): Promise<OpenedSession> {
    const profile = profileOf(verified.phone);
    try {
      return await this.sessions.open({
        phone: verified.phone,
        challengeId: verified.challengeId,
        chatId: verified.chatId,
        profile: { ...profile, language: verified.language ?? profile.language },
        ...signInClient(caller),
      });
    } catch (error) {
      await this.restoreCode(verified, caller);
      throw error;
    }
  }

  /** Makes the code valid again, because it was right and opened no session. */
  private async restoreCode(verified: Verified, { log }: Caller): Promise<void> {
    try {
      await this.otp.restoreChallenge(verified);
    } catch (error) {
      log.warn(error, 'the code of a session that could not be opened was not restored');
    }
  }
}
