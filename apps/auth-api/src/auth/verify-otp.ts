import { Injectable, Logger } from '@nestjs/common';
import { DomainError, type VerifyOtpAnswer } from '@app/contract';
import { text } from '@app/i18n';
import { Otp, type Verified } from '@app/otp';
import { Bells } from '@app/redis';
import { Sessions } from '@app/session';
import { profileOf } from '@app/shop';
import type { Caller } from '../client/caller';
import type { Body } from '../openapi/describe';
import { phoneIn } from './request-otp';

const CODE = /^\d{6}$/;

/** What people put between the digits, full-width digits and typographic dashes included. */
export const normalizedCode = (typed: string): string =>
  typed.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}]/gu, '');

/** A code opens a session: one round trip to Redis, one to Postgres. */
@Injectable()
export class VerifyOtp {
  private readonly log = new Logger(VerifyOtp.name);

  constructor(
    private readonly otp: Otp,
    private readonly sessions: Sessions,
    private readonly bells: Bells,
  ) {}

  async run(body: Body<'VerifyOtpBody'>, caller: Caller): Promise<VerifyOtpAnswer> {
    const verified = await this.verify(body, caller);
    const { shop, isNewShop, tokens } = await this.open(verified, caller);
    this.bells.ring('otp.verified', { v: 1, challengeId: verified.challengeId });
    this.bells.ring('challenge.changed', { v: 1, challengeId: verified.challengeId });
    return { ...tokens, isNewShop, shop };
  }

  private async verify(body: Body<'VerifyOtpBody'>, { language }: Caller): Promise<Verified> {
    const code = normalizedCode(body.code);
    // A slip of the finger is told of and costs no attempt.
    if (!CODE.test(code))
      throw new DomainError('body_invalid', {
        errors: [{ path: 'code', message: text(language, 'error.body_invalid.notCode') }],
      });
    return 'challengeId' in body
      ? this.otp.verify(body.challengeId, code)
      : this.otp.verifyAsked(phoneIn(body.phone), code);
  }

  private async open(verified: Verified, caller: Caller) {
    try {
      return await this.sessions.open({
        phone: verified.phone,
        challengeId: verified.challengeId,
        profile: profileOf(verified.phone),
        userAgent: caller.userAgent,
        ip: caller.address,
      });
    } catch (error) {
      await this.giveBack(verified);
      throw error;
    }
  }

  /** The person typed the right code and has no session: the same code works once more. */
  private async giveBack(verified: Verified): Promise<void> {
    try {
      await this.otp.restore(verified);
    } catch (error) {
      this.log.warn({ error }, 'a code that opened no session could not be given back');
    }
  }
}
