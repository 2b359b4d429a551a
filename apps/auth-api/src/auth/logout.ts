import { Injectable } from '@nestjs/common';
import { DomainError } from '@app/contract';
import { type AccessClaims, RevokedSessions, Sessions } from '@app/session';
import { InvalidBody } from '../http/invalid-body';
import type { Body } from '../openapi/describe';
import { isTokenInvalid } from './bearer-or-cookie.guard';
import type { RefreshTokenTransport } from './refresh-token-transport';

type Scope = NonNullable<Body<'LogoutBody'>['scope']>;

/** Ends sessions with an access token, or the browser's own session with its cookie. */
@Injectable()
export class Logout {
  constructor(
    private readonly sessions: Sessions,
    private readonly revoked: RevokedSessions,
  ) {}

  /**
   * @param claims undefined without a valid access token; the guard has then checked that there is a cookie
   * @throws DomainError `token_invalid`, `session_invalid`, `origin_forbidden`, `body_invalid`
   */
  async logOut(
    { scope = 'this' }: Body<'LogoutBody'>,
    claims: AccessClaims | undefined,
    transport: RefreshTokenTransport,
  ): Promise<void> {
    const { cookie } = transport;
    const ended = await this.endByAccessToken(claims, scope, cookie);
    if (ended === undefined) return this.endByCookie(cookie!, scope, transport);
    const cookieSession = cookie === undefined ? undefined : this.sessions.claimsIn(cookie)?.sessionId;
    if (cookieSession !== undefined && ended.includes(cookieSession)) transport.clearCookie();
  }

  /** @returns undefined if the access token is invalid or its session has ended, so that the cookie is used */
  private async endByAccessToken(
    claims: AccessClaims | undefined,
    scope: Scope,
    cookie: string | undefined,
  ): Promise<readonly string[] | undefined> {
    if (claims === undefined) return undefined;
    try {
      const ended = await this.sessions.end(claims, scope);
      this.revoked.publish({ shopId: claims.shopId, ended });
      return ended;
    } catch (error) {
      if (cookie !== undefined && isTokenInvalid(error)) return undefined;
      throw error;
    }
  }

  /** The cookie ends only its own session. Other scopes need an access token. */
  private async endByCookie(cookie: string, scope: Scope, transport: RefreshTokenTransport): Promise<void> {
    if (scope !== 'this' && transport.hasAccessToken) throw new DomainError('token_invalid');
    transport.checkOrigin();
    if (scope !== 'this') throw new InvalidBody([{ path: 'scope', key: 'error.body_invalid.notThisScope' }]);
    this.revoked.publish(await transport.clearCookieIfRefused(this.sessions.endByRefreshToken(cookie)));
    transport.clearCookie();
  }
}
