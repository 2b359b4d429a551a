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
    return this.end(phone, null, 'logout');
  }

  /** The session that a code has opened: its owner says "it was not me". */
  endOpenedBy(phone: E164, challengeId: string): Promise<EndedSessions> {
    return this.end(phone, challengeId, 'refused');
  }

  async note(phone: E164, event: ActivityEvent): Promise<void> {
    await this.database.query('select note_activity($1, $2, null, null)', [phone, event]);
  }

  private async end(phone: E164, challengeId: string | null, reason: string): Promise<EndedSessions> {
    const [row] = await this.database.query<{ ended: EndedSessions }>(
      'select end_phone_sessions($1, $2, $3) as ended',
      [phone, challengeId, reason],
    );
    return row!.ended;
  }
}
