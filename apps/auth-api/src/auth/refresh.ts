import { Injectable } from '@nestjs/common';
import { DomainError, type Tokens } from '@app/contract';
import { Notifications } from '@app/otp';
import { type IssuedTokens, RefreshTokenReused, RevokedSessions, Sessions } from '@app/session';
import { type Caller, signInClient } from '../client/caller';
import type { Body, Query } from '../openapi/describe';
import { AttemptLimit } from './attempt-limit';
import type { RefreshTokenTransport } from './refresh-token-transport';

/** Rotates a refresh token. A token that is used twice ends its session, and the bot notifies the shop's owner. */
@Injectable()
export class Refresh {
  constructor(
    private readonly attempts: AttemptLimit,
    private readonly sessions: Sessions,
    private readonly notifications: Notifications,
    private readonly revoked: RevokedSessions,
  ) {}

  /** @throws DomainError `session_invalid`, `origin_forbidden`, `too_many_requests` */
  async refresh(
    { refreshToken: sent }: Body<'RefreshBody'>,
    query: Query<'TransportQuery'>,
    caller: Caller,
    transport: RefreshTokenTransport,
  ): Promise<Tokens> {
    const cookie = sent === undefined ? transport.cookie : undefined;
    // A token that came in the cookie is answered in the cookie, so that no script of the page can read it.
    const isByCookie = query.transport === 'cookie' || cookie !== undefined;
    if (isByCookie) transport.checkOrigin();
    const rotated = this.rotate(sent ?? cookie, caller);
    const tokens = await (cookie === undefined ? rotated : transport.clearCookieIfRefused(rotated));
    return isByCookie ? transport.moveToCookie(tokens) : tokens;
  }

  private async rotate(refreshToken: string | undefined, caller: Caller): Promise<IssuedTokens> {
    // A forged token is refused before any I/O.
    if (refreshToken === undefined || this.sessions.claimsIn(refreshToken) === undefined)
      throw new DomainError('session_invalid');
    await this.attempts.admitWithoutRedis(caller);
    try {
      return await this.sessions.refresh(refreshToken, signInClient(caller));
    } catch (error) {
      if (error instanceof RefreshTokenReused) await this.notifyOwner(error, caller);
      throw error;
    }
  }

  /** If Redis is unavailable, the next reuse in this session sends the notification. The activity lists the reuse in any case. */
  private async notifyOwner(
    { phone, shopId, sessionId }: RefreshTokenReused,
    { log }: Caller,
  ): Promise<void> {
    this.revoked.publish({ shopId, ended: [sessionId] });
    try {
      await this.notifications.enqueue({ id: sessionId, type: 'token_reused', phone });
    } catch (error) {
      log.warn(error, 'the owner could not be notified of a refresh token that was used twice');
      await this.sessions.releaseReuseNotification({ shopId, sessionId }).catch(() => undefined);
    }
  }
}
