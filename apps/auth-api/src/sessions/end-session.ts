import { Injectable, type PipeTransform } from '@nestjs/common';
import { DomainError } from '@app/contract';
import { type AccessClaims, RevokedSessions, Sessions } from '@app/session';
import { z } from 'zod';

const uuid = z.uuid();

/** Refuses an id that is not a UUID, because no session can have it. */
export class SessionIdPipe implements PipeTransform<string, string> {
  /** @throws DomainError `session_not_found` */
  transform(id: string): string {
    if (!uuid.safeParse(id).success) throw new DomainError('session_not_found');
    return id;
  }
}

@Injectable()
export class EndSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly revoked: RevokedSessions,
  ) {}

  /** @throws DomainError `token_invalid`, `session_not_found` */
  async endSession(claims: AccessClaims, sessionId: string): Promise<void> {
    const ended = await this.sessions.end(claims, { one: sessionId });
    if (ended.length === 0) throw new DomainError('session_not_found');
    this.revoked.publish({ shopId: claims.shopId, ended });
  }
}
