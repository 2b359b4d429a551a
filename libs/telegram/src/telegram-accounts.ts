import type { E164, Language } from '@app/contract';
import type { Database } from '@app/database';
import { z } from 'zod';
import {
  type ChangedPhone,
  changedLanguage,
  changedPhone,
  isNotified,
  type Linked,
  linked,
  type PhoneHolding,
  phoneHolding,
  type TelegramAccount,
  telegramAccount,
  telegramIds,
  type Unlinked,
  unlinked,
} from './replies';

export interface TelegramPerson {
  readonly telegramId: number;
  readonly chatId: number;
  readonly username?: string | undefined;
  readonly firstName?: string | undefined;
  /** The IETF language tag of the person's app. */
  readonly languageCode?: string | undefined;
  /** The language that the person chose in the bot. */
  readonly chosenLanguage?: Language | undefined;
}

/** The parameters of both link functions, in order. */
export const linkParameters = (person: TelegramPerson, phone: E164): (string | number | null)[] => {
  const { telegramId, chatId, username, firstName, languageCode, chosenLanguage } = person;
  const texts = [username, firstName, languageCode, chosenLanguage].map((text) => text ?? null);
  return [telegramId, phone, chatId, ...texts];
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

  /** Stores a choice of the person, which changes the language of the shop too. @returns whose language has changed */
  async chooseLanguage(telegramId: number, language: Language): Promise<'shop' | 'account' | undefined> {
    return (
      (await this.database.call('choose_language', [telegramId, language], changedLanguage)) ?? undefined
    );
  }

  /**
   * Switches the notifications of sign-ins off, or on again.
   * @param updateId an update that Telegram delivers again changes nothing
   * @returns whether they are on now; undefined if no phone is linked to the account
   */
  async switchSignInNotifications(telegramId: number, updateId: number): Promise<boolean | undefined> {
    const parameters = [telegramId, updateId];
    return (await this.database.call('switch_sign_in_notifications', parameters, isNotified)) ?? undefined;
  }

  /** @returns true; undefined if no phone is linked to the account */
  async turnOnSignInNotifications(telegramId: number): Promise<boolean | undefined> {
    return (await this.database.call('turn_on_sign_in_notifications', [telegramId], isNotified)) ?? undefined;
  }

  /** Who holds the phone, and whether it has a shop. */
  async holdingOf(phone: E164): Promise<PhoneHolding> {
    return (await this.database.call('phone_holding', [phone], phoneHolding))!;
  }

  /**
   * Gives the account another phone, which it has proved to hold, and moves its shop there.
   * @param change.holder the Telegram id of the account that has the new phone; undefined if none has it
   */
  async changePhone(
    telegramId: number,
    { from, to, holder }: { readonly from: E164; readonly to: E164; readonly holder: number | undefined },
  ): Promise<ChangedPhone> {
    return (await this.database.call('change_phone', [telegramId, from, to, holder ?? null], changedPhone))!;
  }

  /** Closes the question for the name of the shop (`ShopNames`). @returns whether it was open */
  async closeNameQuestion(telegramId: number): Promise<boolean> {
    return (await this.database.call('close_shop_name_question', [telegramId], z.boolean()))!;
  }

  /** Removes the link, which ends the sessions of the shop. @returns undefined if there was no link */
  async unlink(telegramId: number): Promise<Unlinked | undefined> {
    return (await this.database.call('unlink_telegram_account', [telegramId], unlinked)) ?? undefined;
  }

  /** Records that the person has blocked the bot, or has unblocked it. */
  async mark(telegramId: number, { isBlocked }: { readonly isBlocked: boolean }): Promise<void> {
    await this.database.query('select mark_telegram_account($1, $2)', [telegramId, isBlocked]);
  }
}
