import type { E164 } from '@app/contract';
import type { Database } from '@app/database';
import { e164, type Linked, linked, type TelegramAccount, telegramAccount, telegramIds } from './replies';

export interface TelegramPerson {
  readonly telegramId: number;
  readonly chatId: number;
  readonly username?: string | undefined;
  readonly firstName?: string | undefined;
  readonly languageCode?: string | undefined;
}

/** The parameters of both link functions, in order. */
export const linkParameters = (person: TelegramPerson, phone: E164): (string | number | null)[] => {
  const { telegramId, chatId, username, firstName, languageCode } = person;
  return [telegramId, phone, chatId, username ?? null, firstName ?? null, languageCode ?? null];
};

/** Which chat belongs to which phone. Each method is one round trip to Postgres. */
export class TelegramAccounts {
  constructor(private readonly database: Database) {}

  async byTelegramId(telegramId: number): Promise<TelegramAccount | undefined> {
    return (await this.database.call('telegram_account_by_id', [telegramId], telegramAccount)) ?? undefined;
  }

  async byPhone(phone: E164): Promise<TelegramAccount | undefined> {
    return (await this.database.call('telegram_account_by_phone', [phone], telegramAccount)) ?? undefined;
  }

  /** Selects the accounts that are linked to a phone. */
  async linkedOf(ids: readonly number[]): Promise<ReadonlySet<number>> {
    return new Set(await this.database.call('linked_telegram_accounts', [ids], telegramIds));
  }

  /** Links the phone, which the person has proved to hold. */
  async link(person: TelegramPerson, phone: E164): Promise<Linked> {
    return (await this.database.call('link_telegram_account', linkParameters(person, phone), linked))!;
  }

  /** Links the phone unless an account other than `holder`, a Telegram id, has it. */
  async linkHeldBy(holder: number | undefined, person: TelegramPerson, phone: E164): Promise<Linked> {
    const parameters = [holder ?? null, ...linkParameters(person, phone)];
    return (await this.database.call('link_telegram_account_held_by', parameters, linked))!;
  }

  /** @returns the phone that was linked; undefined if there was none */
  async unlink(telegramId: number): Promise<E164 | undefined> {
    return (await this.database.call('unlink_telegram_account', [telegramId], e164)) ?? undefined;
  }

  /** Records that the person has blocked the bot, or has unblocked it. */
  async mark(telegramId: number, { isBlocked }: { readonly isBlocked: boolean }): Promise<void> {
    await this.database.query('select mark_telegram_account($1, $2)', [telegramId, isBlocked]);
  }
}
