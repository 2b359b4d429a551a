import type { E164 } from '@app/contract';
import type { Database } from '@app/database';
import type { ActivityEvent } from './activity.entity';

export interface EndedSessions {
  /** null where the phone has no shop. */
  readonly shopId: string | null;
  readonly ended: readonly string[];
}

/** Sessions of the shop of a phone, as its owner in Telegram reaches them. One round trip each. */
export class PhoneSessions {
  constructor(private readonly database: Database) {}

  endAll(phone: E164): Promise<EndedSessions> {
    return this.end(phone, 'logout', {});
  }

  /**
   * The session that a code has opened: its owner says "it was not me".
   * @param of.isUsed it was used, so that it may be opening a session at this moment: it opens none any more
   */
  endOpenedBy(phone: E164, challengeId: string, of: { readonly isUsed: boolean }): Promise<EndedSessions> {
    return this.end(phone, 'refused', { challengeId, ...of });
  }

  /** A session that did what its owner did not want. */
  endOne(phone: E164, sessionId: string): Promise<EndedSessions> {
    return this.end(phone, 'refused', { sessionId });
  }

  async note(phone: E164, event: ActivityEvent): Promise<void> {
    await this.database.query('select note_activity($1, $2, null, null)', [phone, event]);
  }

  private async end(
    phone: E164,
    reason: string,
    which: { challengeId?: string; isUsed?: boolean; sessionId?: string },
  ): Promise<EndedSessions> {
    const [row] = await this.database.query<{ ended: EndedSessions }>(
      'select end_phone_sessions($1, $2, $3, $4, $5) as ended',
      [phone, reason, which.challengeId ?? null, which.isUsed ?? false, which.sessionId ?? null],
    );
    return row!.ended;
  }
}
