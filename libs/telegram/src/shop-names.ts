import type { Database } from '@app/database';
import { z } from 'zod';
import { type NameAnswer, nameAnswer } from './replies';

/**
 * The question for the name of a shop, which the next text of its owner answers. It is stored with the link and ends with it.
 * `TelegramAccounts.closeNameQuestion` closes it. Each method is one round trip to Postgres.
 */
export class ShopNames {
  constructor(private readonly database: Database) {}

  /** @returns false if the account has no shop */
  async ask(telegramId: number): Promise<boolean> {
    return (await this.database.call('ask_shop_name', [telegramId], z.boolean()))!;
  }

  /**
   * Names the shop. The same update may answer again and gets the same result.
   * @param answer.name undefined: the text cannot be a name
   * @returns undefined if the text answers no question
   */
  async answer(
    telegramId: number,
    answer: { readonly updateId: number; readonly name: string | undefined },
  ): Promise<NameAnswer | undefined> {
    const parameters = [telegramId, answer.updateId, answer.name ?? null];
    return (await this.database.call('answer_shop_name', parameters, nameAnswer)) ?? undefined;
  }
}
