import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { e164 } from './replies';

const LIFETIME_MS = 24 * 3_600_000;

/**
 * Accounts whose phone another account has taken over by sharing it. For a day, the former account may end what was opened since.
 * The data of a button can be made up by a client, so the phone is stored here.
 */
export class Relinks {
  constructor(private readonly store: RedisStore) {}

  /** @param id of the notification that the account gets */
  async remember(telegramId: number, id: string, phone: E164): Promise<void> {
    await this.store.client.set(this.key(telegramId, id), phone, 'PX', LIFETIME_MS);
  }

  /** @returns the phone that the account has lost; undefined after a day, or after `forget` */
  async find(telegramId: number, id: string): Promise<E164 | undefined> {
    const phone = await this.store.client.get(this.key(telegramId, id));
    return phone === null ? undefined : e164.parse(phone);
  }

  async forget(telegramId: number, id: string): Promise<void> {
    await this.store.client.del(this.key(telegramId, id));
  }

  private key(telegramId: number, id: string): string {
    return this.store.key('relinked', `{${telegramId}}`, id);
  }
}
