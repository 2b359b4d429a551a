import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type Language } from '@app/contract';
import { text } from '@app/i18n';
import { type AccessClaims, RevokedSessions, Sessions } from '@app/session';
import { OriginCheck } from '../http/origin-check';
import { clearingWhenOver, clearRefreshCookie, refreshCookieOf } from '../http/refresh-cookie';
import { isTokenInvalid } from './bearer-or-cookie';

interface LogoutCall {
  readonly scope: 'this' | 'others' | 'all';
  /** Of the access token; undefined where it is absent or not valid, and a cookie is there. */
  readonly claims: AccessClaims | undefined;
  readonly language: Language;
}

/** Ends sessions by the access token, or the browser's own session by its cookie. */
@Injectable()
export class Logout {
  constructor(
    private readonly sessions: Sessions,
    private readonly revoked: RevokedSessions,
    private readonly origins: OriginCheck,
  ) {}

  /** @throws DomainError `token_invalid`, `session_invalid`, `origin_forbidden`, `body_invalid` */
  async run(call: LogoutCall, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const cookie = refreshCookieOf(request);
    const ended = await this.endByToken(call, cookie);
    if (ended === undefined) return this.endByCookie(cookie!, call, request, reply);
    const ofCookie = cookie === undefined ? undefined : this.sessions.claimsIn(cookie)?.sessionId;
    if (ofCookie !== undefined && ended.includes(ofCookie)) clearRefreshCookie(reply);
  }

  /** @returns undefined where the token has no live session and the cookie is to be looked at */
  private async endByToken(
    { claims, scope }: LogoutCall,
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

  private async endByCookie(
    cookie: string,
    { scope, language }: LogoutCall,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    // Other sessions need an access token, and the one that was sent is not valid.
    if (scope !== 'this' && request.headers.authorization !== undefined)
      throw new DomainError('token_invalid');
    this.origins.check(request);
    if (scope !== 'this') {
      const message = text(language, 'error.body_invalid.notThisScope');
      throw new DomainError('body_invalid', { errors: [{ path: 'scope', message }] });
    }
    this.revoked.publish(await clearingWhenOver(reply, this.sessions.endByRefreshToken(cookie)));
    clearRefreshCookie(reply);
  }
}
