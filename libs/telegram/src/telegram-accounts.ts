import type { E164, Language } from '@app/contract';
import type { Database } from '@app/database';

export interface TelegramAccount {
  readonly telegramId: number;
  readonly phone: E164;
  readonly chatId: number;
  readonly username: string | null;
  readonly firstName: string | null;
  /** The IETF language tag of the person's app. */
  readonly languageCode: string | null;
  /** The bot cannot write to this chat. */
  readonly isBlocked: boolean;
  /** Takes precedence over the app's language; null while there is no shop. */
  readonly shopLanguage: Language | null;
}

export interface TelegramPerson {
  readonly telegramId: number;
  readonly chatId: number;
  readonly username?: string | undefined;
  readonly firstName?: string | undefined;
  readonly languageCode?: string | undefined;
}

export type Linked =
  /** `other_phone`: the account has another phone. `held`: another account has the phone. Nothing has changed. */
  | { readonly outcome: 'linked' | 'unchanged' | 'other_phone' | 'held' }
  /** The phone belonged to another account. The sessions of its shop have ended. */
  | {
      readonly outcome: 'moved';
      readonly formerChatId: number;
      /** null where the phone has no shop. */
      readonly shopId: string | null;
      readonly ended: readonly string[];
    };

/** The parameters of the two link functions, in their order. */
export const linkParameters = (person: TelegramPerson, phone: E164): (string | number | null)[] => {
  const { telegramId, chatId, username, firstName, languageCode } = person;
  return [telegramId, phone, chatId, username ?? null, firstName ?? null, languageCode ?? null];
};

/** Which chat belongs to which phone. Each method is one round trip to Postgres. */
export class TelegramAccounts {
  constructor(private readonly database: Database) {}

  byTelegramId(telegramId: number): Promise<TelegramAccount | undefined> {
    return this.find('select telegram_account_by_id($1) as found', telegramId);
  }

  byPhone(phone: E164): Promise<TelegramAccount | undefined> {
    return this.find('select telegram_account_by_phone($1) as found', phone);
  }

  /** Selects the accounts that are linked to a phone. */
  async linkedOf(telegramIds: readonly number[]): Promise<ReadonlySet<number>> {
    const [row] = await this.database.query<{ linked: number[] }>(
      'select linked_telegram_accounts($1) as linked',
      [telegramIds],
    );
    return new Set(row!.linked);
  }

  /** Links the phone, which the person has proved to hold. */
  async link(person: TelegramPerson, phone: E164): Promise<Linked> {
    const [row] = await this.database.query<{ linked: Linked }>(
      'select link_telegram_account($1, $2, $3, $4, $5, $6) as linked',
      linkParameters(person, phone),
    );
    return row!.linked;
  }

  /** Links the phone only where it has no account, or has this one. @param holder the Telegram id of that account */
  async linkHeldBy(holder: number | undefined, person: TelegramPerson, phone: E164): Promise<Linked> {
    const [row] = await this.database.query<{ linked: Linked }>(
      'select link_telegram_account_held_by($1, $2, $3, $4, $5, $6, $7) as linked',
      [holder ?? null, ...linkParameters(person, phone)],
    );
    return row!.linked;
  }

  /** @returns the phone that was linked */
  async unlink(telegramId: number): Promise<E164 | undefined> {
    const [row] = await this.database.query<{ phone: E164 | null }>(
      'select unlink_telegram_account($1) as phone',
      [telegramId],
    );
    return row?.phone ?? undefined;
  }

  /** Records that the person has blocked the bot, or has unblocked it. */
  async mark(telegramId: number, { isBlocked }: { readonly isBlocked: boolean }): Promise<void> {
    await this.database.query('select mark_telegram_account($1, $2)', [telegramId, isBlocked]);
  }

  private async find(sql: string, by: number | E164): Promise<TelegramAccount | undefined> {
    const [row] = await this.database.query<{ found: TelegramAccount | null }>(sql, [by]);
    return row?.found ?? undefined;
  }
}
