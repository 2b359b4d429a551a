import { Controller, Get, Logger, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MeAnswer, RequestOtpAnswer, Tokens, VerifyOtpAnswer } from '@app/contract';
import type { LimitState } from '@app/otp';
import {
  type AccessClaims,
  Claims,
  type IssuedTokens,
  Sessions,
  SignedIn,
  RevokedSessions,
} from '@app/session';
import { CalledBy, type Caller, sessionClient } from '../client/caller';
import { rateLimitHeaders } from '../http/rate-limit-headers';
import { OriginCheck } from '../http/origin-check';
import { clearingWhenOver, refreshCookieOf, setRefreshCookie } from '../http/refresh-cookie';
import { type Body, Describe, JsonBody, type Query, UrlQuery } from '../openapi/describe';
import { AttemptLimit } from './attempt-limit';
import { AuthMetrics } from './auth-metrics';
import { BearerOrCookieGuard } from './bearer-or-cookie';
import { Logout } from './logout';
import { Refresh } from './refresh';
import { RequestOtp } from './request-otp';
import { VerifyOtp } from './verify-otp';

@ApiTags('Sign-in')
@Controller('api/auth')
export class AuthController {
  private readonly log = new Logger(AuthController.name);

  constructor(
    private readonly requestOtp: RequestOtp,
    private readonly verifyOtp: VerifyOtp,
    private readonly sessions: Sessions,
    private readonly metrics: AuthMetrics,
    private readonly limit: AttemptLimit,
    private readonly refreshing: Refresh,
    private readonly loggingOut: Logout,
    private readonly revoked: RevokedSessions,
    private readonly origins: OriginCheck,
  ) {}

  @Post('request-otp')
  @Describe({
    summary: 'Ask for a code; the bot brings it',
    status: 202,
    answer: 'RequestOtpAnswer',
    problems: [
      'body_invalid',
      'phone_invalid',
      'too_many_requests',
      'phone_locked',
      'body_too_large',
      'unavailable',
    ],
  })
  request(
    @JsonBody('RequestOtpBody') body: Body<'RequestOtpBody'>,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RequestOtpAnswer> {
    const tellLimits = (limits: readonly LimitState[]): void => void reply.headers(rateLimitHeaders(limits));
    return this.metrics.countRequest(this.requestOtp.run(body, caller, tellLimits));
  }

  @Post('verify-otp')
  @Describe({
    summary: 'A code opens a session, and a shop at the first sign-in',
    answer: 'VerifyOtpAnswer',
    problems: [
      ...(['body_invalid', 'phone_invalid', 'code_wrong', 'challenge_gone', 'attempts_exhausted'] as const),
      ...([
        'phone_locked',
        'too_many_requests',
        'origin_forbidden',
        'body_too_large',
        'unavailable',
      ] as const),
    ],
  })
  async verify(
    @JsonBody('VerifyOtpBody') body: Body<'VerifyOtpBody'>,
    @UrlQuery('TransportQuery') { transport }: Query<'TransportQuery'>,
    @CalledBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VerifyOtpAnswer> {
    if (transport === 'cookie') this.origins.check(request);
    const answer = await this.metrics.countVerification(
      this.limit.within(caller, reply, () => this.verifyOtp.run(body, caller)),
    );
    if (transport !== 'cookie') return answer;
    await this.endFormer(request);
    return byCookie(answer, reply);
  }

  @Get('me')
  @SignedIn()
  @Describe({
    summary: 'The shop and the session of the token',
    answer: 'MeAnswer',
    problems: ['token_invalid', 'unavailable'],
  })
  me(@Claims() claims: AccessClaims): Promise<MeAnswer> {
    return this.sessions.me(claims);
  }

  @Post('refresh')
  @Describe({
    summary: 'Fresh tokens for a refresh token, of the body or of the cookie, which is used up',
    answer: 'Tokens',
    problems: [
      ...(['body_invalid', 'session_invalid', 'origin_forbidden', 'too_many_requests'] as const),
      ...(['body_too_large', 'unavailable'] as const),
    ],
  })
  async refresh(
    @JsonBody('RefreshBody', { required: false }) body: Body<'RefreshBody'>,
    @UrlQuery('TransportQuery') { transport }: Query<'TransportQuery'>,
    @CalledBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Tokens> {
    const cookie = body.refreshToken === undefined ? refreshCookieOf(request) : undefined;
    // What came by the cookie leaves by it: else a script of a page could read what it must not.
    const isByCookie = transport === 'cookie' || cookie !== undefined;
    if (isByCookie) this.origins.check(request);
    const refreshed = this.refreshed(body.refreshToken ?? cookie, caller, reply);
    const tokens = await (cookie === undefined ? refreshed : clearingWhenOver(reply, refreshed));
    return isByCookie ? byCookie(tokens, reply) : tokens;
  }

  @Post('logout')
  @UseGuards(BearerOrCookieGuard)
  @ApiBearerAuth()
  @Describe({
    summary: 'Ends this session, the others, or all of the shop; with the cookie alone, this one',
    status: 204,
    problems: [
      ...(['body_invalid', 'token_invalid', 'session_invalid', 'origin_forbidden'] as const),
      ...(['body_too_large', 'unavailable'] as const),
    ],
  })
  async logout(
    @JsonBody('LogoutBody', { required: false }) { scope = 'this' }: Body<'LogoutBody'>,
    @Claims() claims: AccessClaims | undefined,
    @CalledBy() { language }: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.loggingOut.run({ scope, claims, language }, request, reply);
  }

  /** The browser's former session loses its cookie, so nobody could end it any more. The new one stands in any case. */
  private async endFormer(request: FastifyRequest): Promise<void> {
    const cookie = refreshCookieOf(request);
    if (cookie === undefined || this.sessions.claimsIn(cookie) === undefined) return;
    try {
      this.revoked.publish(await this.sessions.endByRefreshToken(cookie));
    } catch (error) {
      this.log.warn({ error }, 'the former session of a browser could not be ended');
    }
  }

  private async refreshed(
    refreshToken: string | undefined,
    caller: Caller,
    reply: FastifyReply,
  ): Promise<IssuedTokens> {
    const ours = this.refreshing.oursOf(refreshToken);
    await this.limit.admitWithoutRedis(caller, reply);
    return this.refreshing.run(ours, sessionClient(caller));
  }
}

/** The refresh token goes into the cookie and is not in the body. */
function byCookie<T extends IssuedTokens>(
  { refreshToken, ...answer }: T,
  reply: FastifyReply,
): Omit<T, 'refreshToken'> {
  setRefreshCookie(reply, refreshToken, answer.refreshExpiresIn);
  return answer;
}
