import { Controller, Get, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  DomainError,
  type MeAnswer,
  type RequestOtpAnswer,
  type Tokens,
  type VerifyOtpAnswer,
} from '@app/contract';
import type { LimitState } from '@app/otp';
import { type AccessClaims, Sessions } from '@app/session';
import { CalledBy, type Caller } from '../client/caller';
import { rateLimitHeaders } from '../http/rate-limit-headers';
import { type Body, Describe, JsonBody } from '../openapi/describe';
import { AttemptLimit } from './attempt-limit';
import { AuthMetrics } from './auth-metrics';
import { Claims, SignedIn } from './bearer';
import { RequestOtp } from './request-otp';
import { VerifyOtp } from './verify-otp';

@ApiTags('Sign-in')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly requestOtp: RequestOtp,
    private readonly verifyOtp: VerifyOtp,
    private readonly sessions: Sessions,
    private readonly metrics: AuthMetrics,
    private readonly limit: AttemptLimit,
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
      ...(['phone_locked', 'too_many_requests', 'body_too_large', 'unavailable'] as const),
    ],
  })
  async verify(
    @JsonBody('VerifyOtpBody') body: Body<'VerifyOtpBody'>,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VerifyOtpAnswer> {
    const admitted = this.limit.admit(caller, reply);
    return this.metrics.countVerification(admitted.then(() => this.verifyOtp.run(body, caller)));
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
    summary: 'Fresh tokens for a refresh token, which is used up',
    answer: 'Tokens',
    problems: ['body_invalid', 'session_invalid', 'too_many_requests', 'body_too_large', 'unavailable'],
  })
  async refresh(
    @JsonBody('RefreshBody') { refreshToken }: Body<'RefreshBody'>,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Tokens> {
    // A forged one fails before any I/O.
    if (refreshToken === undefined || !this.sessions.issued(refreshToken))
      throw new DomainError('session_invalid');
    await this.limit.admitWithoutRedis(caller, reply);
    return this.sessions.refresh(refreshToken, { userAgent: caller.userAgent, ip: caller.address });
  }

  @Post('logout')
  @SignedIn()
  @Describe({
    summary: 'Ends this session, the others, or all of the shop',
    status: 204,
    problems: ['body_invalid', 'token_invalid', 'body_too_large', 'unavailable'],
  })
  async logout(
    @JsonBody('LogoutBody', { required: false }) body: Body<'LogoutBody'>,
    @Claims() claims: AccessClaims,
  ): Promise<void> {
    await this.sessions.end(claims, body.scope ?? 'this');
  }
}
