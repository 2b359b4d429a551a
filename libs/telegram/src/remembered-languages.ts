import { z } from 'zod';
import { type Language, LANGUAGES } from '@app/contract';
import type { RedisStore } from '@app/redis';

const LIFETIME_SECONDS = 24 * 3_600;

const found = z.tuple([z.enum(LANGUAGES).nullable(), z.enum(LANGUAGES).nullable()]);

export interface SpokenLanguages {
  /** The language that the person chose in the bot. */
  readonly chosen: Language | undefined;
  /** The language of the sign-in page that the person came from last, or of the shop whose phone the person unlinked. */
  readonly recent: Language | undefined;
}

/**
 * Remembers for a day in which language the bot speaks to a person who has no shop. A choice of a person with a linked phone is
 * stored with the account instead.
 */
export class RememberedLanguages {
  constructor(private readonly store: RedisStore) {}

  async read(telegramId: number): Promise<SpokenLanguages> {
    const keys = [this.key(telegramId, 'chosen'), this.key(telegramId, 'recent')];
    const [chosen, recent] = found.parse(await this.store.client.mget(keys));
    return { chosen: chosen ?? undefined, recent: recent ?? undefined };
  }

  async remember(telegramId: number, source: keyof SpokenLanguages, language: Language): Promise<void> {
    await this.store.client.set(this.key(telegramId, source), language, 'EX', LIFETIME_SECONDS);
  }

  private key(telegramId: number, source: keyof SpokenLanguages): string {
    return this.store.key('language', `{${telegramId}}`, source);
  }
}
