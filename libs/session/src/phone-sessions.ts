import type { E164 } from '@app/contract';
import type { Database } from '@app/database';
import { Activity } from './activity';
import type { ActivityEvent } from './activity-entry.entity';
import { type EndedSessions, endedSessions } from './replies';

/** The sessions of a phone's shop, for its owner in Telegram. Each method is one round trip to Postgres. */
export class PhoneSessions {
  constructor(private readonly database: Database) {}

  endAll(phone: E164): Promise<EndedSessions> {
    return this.end(phone, 'logout', {});
  }

  /**
   * Ends the session that a code has opened, after "it was not me".
   * @param code.isUsed the code was used, so a session may be opening now; it is prevented too
   */
  endOpenedBy(phone: E164, challengeId: string, code: { readonly isUsed: boolean }): Promise<EndedSessions> {
    return this.end(phone, 'refused', { challengeId, ...code });
  }

  /** Ends a session that did what its owner did not want. */
  endOne(phone: E164, sessionId: string): Promise<EndedSessions> {
    return this.end(phone, 'refused', { sessionId });
  }

  recordActivity(phone: E164, event: ActivityEvent): Promise<void> {
    return new Activity(this.database).record(phone, event);
  }

  private async end(
    phone: E164,
    reason: 'logout' | 'refused',
    which: { challengeId?: string; isUsed?: boolean; sessionId?: string },
  ): Promise<EndedSessions> {
    const parameters = [
      phone,
      reason,
      which.challengeId ?? null,
      which.isUsed ?? false,
      which.sessionId ?? null,
    ];
    const ended = await this.database.call('end_phone_sessions', parameters, endedSessions);
    return ended ?? { shopId: null, ended: [] };
  }
}
