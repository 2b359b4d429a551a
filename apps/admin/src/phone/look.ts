import type { E164 } from '@app/contract';
import { DatabaseUnavailable } from '@app/database';
import { type OutboxDepth, OutboxStatistics, OtpAdmin, type PhoneState } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { type BotPresence, botPresence } from '@app/telegram';
import { shopOf, type ShopFile, telegramOf, type TelegramLink } from '../shop/shop-queries';
import { RedisAway, RedisUnknown, type Stores } from '../stores';

/** What a store told, or why it told nothing. */
export type Told<T> =
  | { readonly found: T }
  | { readonly away: string }
  /** It may be there: it could not be looked into from here. */
  | { readonly unknown: string };

export interface InPostgres {
  readonly shop: ShopFile | undefined;
  readonly telegram: TelegramLink | undefined;
}

export interface InRedis {
  readonly state: PhoneState;
  readonly bot: BotPresence;
  readonly outbox: OutboxDepth;
}

export interface Seen {
  readonly phone: E164;
  readonly now: Date;
  /** As the API is configured, else as a worker recorded it. */
  readonly botUsername: string | undefined;
  /** TELEGRAM_BOT_USERNAME, where it is set. */
  readonly configuredBot: string | undefined;
  readonly postgres: Told<InPostgres>;
  readonly redis: Told<InRedis>;
}

const told = <T>(work: Promise<T>): Promise<Told<T>> =>
  work.then(
    (found) => ({ found }),
    (error: unknown) => {
      if (error instanceof RedisUnknown) return { unknown: error.message };
      if (error instanceof RedisAway || error instanceof DatabaseUnavailable)
        return { away: reasonOf(error) };
      throw error;
    },
  );

async function inPostgres(stores: Stores, phone: E164): Promise<InPostgres> {
  const database = await stores.database();
  return { shop: await shopOf(database, { phone }), telegram: await telegramOf(database, phone) };
}

async function inRedis(stores: Stores, phone: E164, chatId: number | undefined): Promise<InRedis> {
  const store = await stores.redis();
  const [state, bot, outbox] = await Promise.all([
    new OtpAdmin(store, stores.config.otp).state(phone, chatId),
    botPresence(store),
    new OutboxStatistics(store).read(),
  ]);
  return { state, bot, outbox };
}

/** Looks into both stores; one that is away hides nothing of the other. */
export async function look(stores: Stores, phone: E164): Promise<Seen> {
  const postgres = await told(inPostgres(stores, phone));
  const chatId = 'found' in postgres ? postgres.found.telegram?.chatId : undefined;
  const redis = await told(inRedis(stores, phone, chatId));
  const recorded = 'found' in redis ? redis.found.bot.username : undefined;
  const configuredBot = stores.config.botUsername;
  const botUsername = configuredBot ?? recorded;
  return { phone, now: new Date(), botUsername, configuredBot, postgres, redis };
}
