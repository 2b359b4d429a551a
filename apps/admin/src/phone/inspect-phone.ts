import type { E164 } from '@app/contract';
import { DatabaseUnavailable } from '@app/database';
import {
  AddressReader,
  type AddressState,
  canonicalAddress,
  networksOf,
  type OutboxDepth,
  OutboxStatistics,
  OtpAdmin,
  type PhoneState,
} from '@app/otp';
import { refusesWrites } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { type BotPresence, botPresence } from '@app/telegram';
import { findShop, type ShopRecord, findTelegramLink, type TelegramLink } from '../shop/shop-queries';
import { RedisInaccessible, RedisUnavailable, type Stores } from '../stores';

/** What a store returned, or the reason why it returned nothing. */
export type Lookup<T> =
  | { readonly found: T }
  | { readonly unavailable: string }
  /** The store may work, but this command cannot reach it. */
  | { readonly inaccessible: string };

export interface PostgresFindings {
  readonly shop: ShopRecord | undefined;
  readonly telegram: TelegramLink | undefined;
}

export interface RedisFindings {
  readonly state: PhoneState;
  readonly bot: BotPresence;
  readonly outbox: OutboxDepth;
  readonly isRedisFull: boolean;
  /** The limits of the address that the operator named, or of those that the valid codes were requested from. */
  readonly addresses: readonly InspectedAddress[];
}

export interface InspectedAddress extends AddressState {
  readonly ip: string;
}

export interface PhoneInspection {
  readonly phone: E164;
  readonly now: Date;
  /** The name that is configured for the API, else the name that a worker recorded. */
  readonly botUsername: string | undefined;
  /** TELEGRAM_BOT_USERNAME, if it is set. */
  readonly configuredBot: string | undefined;
  readonly postgres: Lookup<PostgresFindings>;
  readonly redis: Lookup<RedisFindings>;
}

interface Inspected {
  readonly phone: E164;
  /** In canonical form. */
  readonly ip: string | undefined;
}

const lookup = <T>(work: Promise<T>): Promise<Lookup<T>> =>
  work.then(
    (found) => ({ found }),
    (error: unknown) => {
      if (error instanceof RedisInaccessible) return { inaccessible: error.message };
      if (error instanceof RedisUnavailable || error instanceof DatabaseUnavailable)
        return { unavailable: reasonOf(error) };
      throw error;
    },
  );

async function readPostgres(stores: Stores, phone: E164): Promise<PostgresFindings> {
  const database = await stores.database();
  return { shop: await findShop(database, { phone }), telegram: await findTelegramLink(database, phone) };
}

async function readRedis(
  stores: Stores,
  { phone, ip }: Inspected,
  chatId: number | undefined,
): Promise<RedisFindings> {
  const store = await stores.redis();
  const [state, bot, outbox, isRedisFull] = await Promise.all([
    new OtpAdmin(store, stores.config.otp).state(phone, chatId),
    botPresence(store),
    new OutboxStatistics(store).read(),
    refusesWrites(store),
  ]);
  const found = state.challenges.flatMap(({ origin }) => canonicalAddress(origin.ip) ?? []);
  const reader = new AddressReader(store, stores.config.otp);
  const addresses = await Promise.all(
    [...new Set(ip === undefined ? found : [ip])].map(async (each) => ({
      ip: each,
      ...(await reader.read(networksOf(each), phone)),
    })),
  );
  return { state, bot, outbox, isRedisFull, addresses };
}

/** Reads both stores. If one is unavailable, the findings of the other are still returned. */
export async function inspectPhone(stores: Stores, { phone, ip }: Inspected): Promise<PhoneInspection> {
  const postgres = await lookup(readPostgres(stores, phone));
  const chatId = 'found' in postgres ? postgres.found.telegram?.chatId : undefined;
  const redis = await lookup(readRedis(stores, { phone, ip }, chatId));
  const recorded = 'found' in redis ? redis.found.bot.username : undefined;
  const configuredBot = stores.config.botUsername;
  const botUsername = configuredBot ?? recorded;
  return { phone, now: new Date(), botUsername, configuredBot, postgres, redis };
}
