import { Injectable } from '@nestjs/common';
import type { VerifyOtpAnswer } from '@app/contract';
import { type IssuedTokens, RevokedSessions, Sessions } from '@app/session';
import type { Caller } from '../client/caller';
import type { Body, Query } from '../openapi/describe';
import { AttemptLimit } from './attempt-limit';
import { AuthMetrics } from './auth-metrics';
import type { RefreshTokenTransport } from './refresh-token-transport';
import { VerifyOtp } from './verify-otp';

/** Signs in with a code, and returns the refresh token in the body or in the cookie. */
@Injectable()
export class SignIn {
  constructor(
    private readonly attempts: AttemptLimit,
    private readonly metrics: AuthMetrics,
    private readonly verifyOtp: VerifyOtp,
    private readonly sessions: Sessions,
    private readonly revoked: RevokedSessions,
  ) {}

  async signIn(
    body: Body<'VerifyOtpBody'>,
    query: Query<'TransportQuery'>,
    caller: Caller,
    transport: RefreshTokenTransport,
  ): Promise<VerifyOtpAnswer> {
    const isByCookie = query.transport === 'cookie';
    if (isByCookie) transport.checkOrigin();
    const answer = await this.metrics.countVerification(this.admitAndVerify(body, caller));
    if (!isByCookie) return answer;
    await this.endFormerSession(transport.cookie, caller);
    return transport.moveToCookie(answer);
  }

  private async admitAndVerify(
    body: Body<'VerifyOtpBody'>,
    caller: Caller,
  ): Promise<VerifyOtpAnswer & IssuedTokens> {
    await this.attempts.admit(caller);
    return this.verifyOtp.openSession(body, caller);
  }

  /**
   * Ends the session of the cookie that this sign-in replaces: the browser could not end that session later. If this fails,
   * the new session stays valid.
   */
  private async endFormerSession(cookie: string | undefined, { log }: Caller): Promise<void> {
    if (cookie === undefined || this.sessions.claimsIn(cookie) === undefined) return;
    try {
      this.revoked.publish(await this.sessions.endByRefreshToken(cookie));
    } catch (error) {
      log.warn(error, 'the former session of a browser could not be ended');
    }
  }
}
