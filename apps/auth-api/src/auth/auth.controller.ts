import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { MeAnswer, RequestOtpAnswer, Tokens, VerifyOtpAnswer } from '@app/contract';
import { type AccessClaims, Claims, Sessions, SignedIn } from '@app/session';
import { CalledBy, type Caller } from '../client/caller';
import { type Body, Describe, JsonBody, type Query, UrlQuery } from '../openapi/describe';
import { BearerOrCookieGuard } from './bearer-or-cookie.guard';
import { Logout } from './logout';
import { Refresh } from './refresh';
import { type RefreshTokenTransport, TokenTransport } from './refresh-token-transport';
import { RequestOtp } from './request-otp';
import { SignIn } from './sign-in';

@ApiTags('Sign-in')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly requestOtp: RequestOtp,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly tokenRefresh: Refresh,
    private readonly sessionLogout: Logout,
  ) {}

  @Post('request-otp')
  @Describe({
    operation: 'requestOtp',
    summary: 'Requests a code, which the bot sends',
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
  ): Promise<RequestOtpAnswer> {
    return this.requestOtp.requestCode(body, caller);
  }

  @Post('verify-otp')
  @Describe({
    operation: 'verifyOtp',
    summary: 'Exchanges a code or an approval for a session; the first sign-in creates the shop',
    answer: 'VerifyOtpAnswer',
    problems: [
      'body_invalid',
      'phone_invalid',
      'code_wrong',
      'challenge_gone',
      'attempts_exhausted',
      'phone_locked',
      'too_many_requests',
      'origin_forbidden',
      'body_too_large',
      'unavailable',
    ],
  })
  verify(
    @JsonBody('VerifyOtpBody') body: Body<'VerifyOtpBody'>,
    @UrlQuery('TransportQuery') query: Query<'TransportQuery'>,
    @CalledBy() caller: Caller,
    @TokenTransport() transport: RefreshTokenTransport,
  ): Promise<VerifyOtpAnswer> {
    return this.signIn.signIn(body, query, caller, transport);
  }

  @Get('me')
  @SignedIn()
  @Describe({
    operation: 'me',
    summary: 'Returns the shop and the session of the access token',
    answer: 'MeAnswer',
    problems: ['token_invalid', 'unavailable'],
  })
  me(@Claims() claims: AccessClaims): Promise<MeAnswer> {
    return this.sessions.me(claims);
  }

  @Post('refresh')
  @Describe({
    operation: 'refresh',
    security: [{ cookie: [] }, {}],
    summary: 'Exchanges the refresh token of the body or of the cookie for new tokens',
    answer: 'Tokens',
    problems: [
      'body_invalid',
      'session_invalid',
      'origin_forbidden',
      'too_many_requests',
      'body_too_large',
      'unavailable',
    ],
  })
  refresh(
    @JsonBody('RefreshBody', { required: false }) body: Body<'RefreshBody'>,
    @UrlQuery('TransportQuery') query: Query<'TransportQuery'>,
    @CalledBy() caller: Caller,
    @TokenTransport() transport: RefreshTokenTransport,
  ): Promise<Tokens> {
    return this.tokenRefresh.refresh(body, query, caller, transport);
  }

  @Post('logout')
  @UseGuards(BearerOrCookieGuard)
  @Describe({
    operation: 'logout',
    security: [{ bearer: [] }, { cookie: [] }],
    summary:
      'Ends this session, all others, or all sessions of the shop; the cookie alone ends only this session',
    status: 204,
    problems: [
      'body_invalid',
      'token_invalid',
      'session_invalid',
      'origin_forbidden',
      'body_too_large',
      'unavailable',
    ],
  })
  logout(
    @JsonBody('LogoutBody', { required: false }) body: Body<'LogoutBody'>,
    @Claims() claims: AccessClaims | undefined,
    @TokenTransport() transport: RefreshTokenTransport,
  ): Promise<void> {
    return this.sessionLogout.logOut(body, claims, transport);
  }
}
