import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '@app/contract';
import { Notifications } from '@app/otp';
import {
  type IssuedTokens,
  RefreshTokenReused,
  type SessionClient,
  Sessions,
  RevokedSessions,
} from '@app/session';

/** Fresh tokens for a refresh token; one that is shown twice ends its session, and the owner is told in Telegram. */
@Injectable()
export class Refresh {
  private readonly log = new Logger(Refresh.name);

  constructor(
    private readonly sessions: Sessions,
    private readonly notifications: Notifications,
    private readonly revoked: RevokedSessions,
  ) {}

  /** A forged one fails before any I/O. @throws DomainError `session_invalid` */
  oursOf(refreshToken: string | undefined): string {
    if (refreshToken === undefined || this.sessions.claimsIn(refreshToken) === undefined)
      throw new DomainError('session_invalid');
    return refreshToken;
  }

  /** @throws DomainError `session_invalid` */
  async run(refreshToken: string, client: SessionClient): Promise<IssuedTokens> {
    try {
      return await this.sessions.refresh(refreshToken, client);
    } catch (error) {
      if (error instanceof RefreshTokenReused) await this.tellOwner(error);
      throw error;
    }
  }

  /** Activity tells of it in any case; where Redis is away, the next token of the session that is shown tells again. */
  private async tellOwner({ phone, shopId, sessionId }: RefreshTokenReused): Promise<void> {
    this.revoked.publish({ shopId, ended: [sessionId] });
    try {
      await this.notifications.enqueue({ id: sessionId, type: 'token_reused', phone });
    } catch (error) {
      this.log.warn({ error }, 'the owner could not be told of a token that was used twice');
      await this.sessions.releaseReuseNotification({ shopId, sessionId }).catch(() => undefined);
    }
  }
}
