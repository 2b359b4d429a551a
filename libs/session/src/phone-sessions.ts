import type { E164 } from '@app/contract';
import type { Database } from '@app/database';
import { Activity } from './activity';
import type { ActivityEvent } from './activity-entry.entity';
import { type EndedSessions, endedSessions, type SessionsOfAccount, sessionsOfAccount } from './replies';

/** Lists and ends sessions of a phone's shop for its owner in Telegram. Each method is one round trip to Postgres. */
export class PhoneSessions {
  constructor(private readonly database: Database) {}

  /**
   * Lists the live sessions of the shop whose phone is linked to the account, the last used first.
   * @returns undefined if the account has no shop
   */
  async list(telegramId: number): Promise<SessionsOfAccount | undefined> {
    return (await this.database.call('sessions_of_account', [telegramId], sessionsOfAccount)) ?? undefined;
  }

  endAll(phone: E164): Promise<EndedSessions> {
    return this.end(phone, 'signed_out', {});
  }

  /**
   * Ends the session that a code has opened, after "it was not me".
   * @param code.isUsed the code was used, so its session may be opening now; that session is prevented
   */
  endSessionOfChallenge(
    phone: E164,
    challengeId: string,
    code: { readonly isUsed: boolean },
  ): Promise<EndedSessions> {
    return this.end(phone, 'refused', { challengeId, ...code });
  }

  /** Ends one session that the owner chose in the list. */
  signOut(phone: E164, sessionId: string): Promise<EndedSessions> {
    return this.end(phone, 'signed_out', { sessionId });
  }

  /** Ends one session that the owner does not recognize. */
  endOne(phone: E164, sessionId: string): Promise<EndedSessions> {
    return this.end(phone, 'refused', { sessionId });
  }

  /**
   * Ends the sessions that were open when the refresh token of this session was used twice. It ends nothing if the session is of
   * another shop, and never a session that was opened since.
   */
  endBeforeReuse(phone: E164, reusedSessionId: string): Promise<EndedSessions> {
    return this.end(phone, 'refused', { reusedSessionId });
  }

  recordActivity(phone: E164, event: ActivityEvent): Promise<void> {
    return new Activity(this.database).record(phone, event);
  }

  private async end(
    phone: E164,
    reason: 'signed_out' | 'refused',
    filter: { challengeId?: string; isUsed?: boolean; sessionId?: string; reusedSessionId?: string },
  ): Promise<EndedSessions> {
    const parameters = [
      phone,
      reason,
      filter.challengeId ?? null,
      filter.isUsed ?? false,
      filter.sessionId ?? null,
      filter.reusedSessionId ?? null,
    ];
    const ended = await this.database.call('end_phone_sessions', parameters, endedSessions);
    return ended ?? { shopId: null, ended: [] };
  }
}
