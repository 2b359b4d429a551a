import type { E164, Language } from '@app/contract';
import type { Database } from '@app/database';

export interface TelegramAccount {
  readonly telegramId: number;
  readonly phone: E164;
  readonly chatId: number;
  readonly username: string | null;
  readonly firstName: string | null;
  /** IETF tag of the person's app. */
  readonly languageCode: string | null;
  /** The bot cannot write to this chat. */
  readonly isBlocked: boolean;
  /** Wins over the app's language; null while there is no shop. */
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
  /** `held`: another account has the phone, and keeps it. */
  | { readonly outcome: 'linked' | 'unchanged' | 'other_phone' | 'held' }
  /** The phone was another account's; that shop's sessions have ended. */
  | {
      readonly outcome: 'moved';
      readonly formerChatId: number;
      /** null where the phone has no shop. */
      readonly shopId: string | null;
      readonly ended: readonly string[];
    };

/** In the order in which the functions of the database take them. */
export const linkParameters = (person: TelegramPerson, phone: E164): (string | number | null)[] => {
  const { telegramId, chatId, username, firstName, languageCode } = person;
  return [telegramId, phone, chatId, username ?? null, firstName ?? null, languageCode ?? null];
};

/** Which chat belongs to which phone. One round trip each. */
export class TelegramAccounts {
  constructor(private readonly database: Database) {}

  byTelegramId(telegramId: number): Promise<TelegramAccount | undefined> {
    return this.find('select telegram_account_by_id($1) as found', telegramId);
  }

  byPhone(phone: E164): Promise<TelegramAccount | undefined> {
    return this.find('select telegram_account_by_phone($1) as found', phone);
  }

  /** Those of these accounts that are linked to a phone. */
  async linkedOf(telegramIds: readonly number[]): Promise<ReadonlySet<number>> {
    const [row] = await this.database.query<{ linked: number[] }>(
      'select linked_telegram_accounts($1) as linked',
      [telegramIds],
    );
    return new Set(row!.linked);
  }

  /** The person has proved to hold the phone. An account keeps one phone: with another it is `other_phone`. */
  async link(person: TelegramPerson, phone: E164): Promise<Linked> {
    const [row] = await this.database.query<{ linked: Linked }>(
      'select link_telegram_account($1, $2, $3, $4, $5, $6) as linked',
      linkParameters(person, phone),
    );
    return row!.linked;
  }

  /** The same, but only where nobody has the phone, or this holder. @param holder its Telegram id */
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

  /** The bot cannot write to this person any more, or can again. */
  async mark(telegramId: number, { isBlocked }: { readonly isBlocked: boolean }): Promise<void> {
    await this.database.query('select mark_telegram_account($1, $2)', [telegramId, isBlocked]);
  }

  private async find(sql: string, by: number | E164): Promise<TelegramAccount | undefined> {
    const [row] = await this.database.query<{ found: TelegramAccount | null }>(sql, [by]);
    return row?.found ?? undefined;
  }
}
