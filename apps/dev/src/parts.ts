import { join } from 'node:path';
import { EmbeddedPostgres, EmbeddedRedis, InMemoryRedis } from '@app/embedded';
import type { ConnectRedis } from '@app/redis';
import type { Environment } from '@app/runtime';
import { TelegramSimulator } from '@app/simulator';

/** A store or Telegram: embedded, or the one that a variable names. */
export interface Part {
  /** A description for people. */
  readonly name: string;
  stop(): Promise<void>;
}

const external = (name: string): Part => ({ name, stop: () => Promise.resolve() });

export async function postgresPart(
  env: Environment,
  folder: string,
): Promise<Part & { readonly url: string }> {
  if (env['DATABASE_URL'] !== undefined) return { ...external('DATABASE_URL'), url: env['DATABASE_URL'] };
  const dataDir = join(folder, 'postgres');
  const postgres = await EmbeddedPostgres.start({ dataDir });
  return { name: `embedded, data in ${dataDir}`, url: postgres.url, stop: () => postgres.stop() };
}

export interface RedisPart extends Part {
  readonly url: string;
  readonly isInMemory: boolean;
  /** Set if the services cannot connect by the URL. */
  readonly connect?: ConnectRedis;
}

export async function redisPart(env: Environment, folder: string): Promise<RedisPart> {
  if (env['REDIS_URL'] !== undefined) {
    return { ...external('REDIS_URL'), url: env['REDIS_URL'], isInMemory: false };
  }
  const dataDir = join(folder, 'redis');
  const redis = await EmbeddedRedis.start({ dataDir, appendOnly: true });
  if (redis) {
    const { url, program } = redis;
    return {
      name: `embedded ${program}, data in ${dataDir}`,
      url,
      isInMemory: false,
      stop: () => redis.stop(),
    };
  }
  return {
    ...external(
      'in memory, for there is no redis-server or valkey-server of version 7 or newer on the PATH: codes and limits are forgotten at a restart',
    ),
    url: 'redis://in-memory',
    isInMemory: true,
    // All of these connections share one memory.
    connect: () => new InMemoryRedis(),
  };
}

export interface TelegramPart extends Part {
  readonly token: string;
  readonly apiRoot: string | undefined;
  readonly chatPageUrl: string | undefined;
}

const BOT_USERNAME = 'otpravka_dev_bot';
const PEOPLE = [
  { firstName: 'Айгуль', phone: '+77012345678', languageCode: 'ru' },
  { firstName: 'Timur', phone: '+998901234567', languageCode: 'uz' },
];

/** @param simulated the port of the chat page and the token of the simulated bot */
export async function telegramPart(
  env: Environment,
  folder: string,
  { port, token }: { readonly port: number; readonly token: string },
): Promise<TelegramPart> {
  const given = env['TELEGRAM_BOT_TOKEN'];
  if (given !== undefined) {
    return {
      ...external('the bot of TELEGRAM_BOT_TOKEN'),
      token: given,
      apiRoot: env['TELEGRAM_API_ROOT'],
      chatPageUrl: undefined,
    };
  }
  const simulator = await TelegramSimulator.start({
    port,
    token,
    botUsername: BOT_USERNAME,
    dataFile: join(folder, 'telegram.json'),
  });
  // Two people for the chat page, where more can be added.
  if (simulator.people.length === 0) PEOPLE.forEach((profile) => simulator.person(profile));
  return {
    name: `simulated: ${simulator.people.map(({ profile }) => `${profile.firstName} ${profile.phone}`).join(', ')}`,
    token,
    apiRoot: simulator.url,
    chatPageUrl: simulator.chatPageUrl,
    stop: () => simulator.stop(),
  };
}
