import type { E164 } from '@app/contract';
import type { Database } from '@app/database';

/** Sessions of the shop of a phone, as its owner in Telegram reaches them. */
export class PhoneSessions {
  constructor(private readonly database: Database) {}

  /** @returns how many there were */
  async endAll(phone: E164): Promise<number> {
    const [row] = await this.database.query<{ ended: number }>(
      'select end_sessions_of_phone($1, $2) as ended',
      [phone, 'logout'],
    );
    return row?.ended ?? 0;
  }
}
