import type { Database } from '@app/database';
import { z } from 'zod';
import { shop } from '@app/contract';

/** PostgreSQL writes instants with an offset. */
const instant = z.string().transform((text) => new Date(text));

const shown = shop
  .pick({ name: true, plan: true, language: true, currency: true, timezone: true })
  .extend({ planExpiresAt: instant.nullable() })
  .nullable();

/** What the bot shows of a shop. */
export type ShownShop = Readonly<NonNullable<z.infer<typeof shown>>>;

/** Reads the shop of a Telegram account for its owner in the bot, in one round trip to Postgres. */
export class ShopOfAccount {
  constructor(private readonly database: Database) {}

  /** @returns undefined if the account has no shop */
  async find(telegramId: number): Promise<ShownShop | undefined> {
    return (await this.database.call('shop_of_account', [telegramId], shown)) ?? undefined;
  }
}
