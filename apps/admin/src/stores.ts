import { OwnerConnection } from '@app/database';
import { redisConnector, RedisStore } from '@app/redis';
import { type AdminConfig, reasonOf } from '@app/runtime';
import { ActivityEntry, Session } from '@app/session';
import { Shop } from '@app/shop';
import { TelegramAccountRow } from '@app/telegram';

const ENTITIES = [Shop, Session, ActivityEntry, TelegramAccountRow];

/** Redis cannot be reached. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';
}

/** Nobody has said where Redis is, or nobody else can reach it. */
export class RedisUnknown extends Error {
  override readonly name = 'RedisUnknown';
}

const noRedis = (places: string): string =>
  `REDIS_URL is missing: expected a URL such as redis://user:password@host:6379. ${places}`;
const IN_MEMORY =
  'The Redis of this npm start is in the memory of its process, where nobody else reaches it: install redis-server or valkey-server, and start again';

/** What the commands look into; each is opened when it is needed. */
export class Stores {
  private postgres: Promise<OwnerConnection> | undefined;
  private redisStore: Promise<RedisStore> | undefined;
  private readonly opened: { close(): void }[] = [];

  constructor(readonly config: AdminConfig) {}

  /** Whose stores these are, where an operator has not named them. */
  get hint(): string {
    const { database, redis } = this.config.isEmbedded;
    return database || redis ? '(the stores of the npm start in this folder)\n' : '';
  }

  /** @throws DatabaseUnavailable, UnfitDatabase */
  database(): Promise<OwnerConnection> {
    return (this.postgres ??= this.openDatabase());
  }

  /** @throws RedisAway, RedisUnknown, UnfitRedis */
  redis(): Promise<RedisStore> {
    return (this.redisStore ??= this.openRedis());
  }

  close(): void {
    for (const store of this.opened.splice(0)) store.close();
  }

  private async openDatabase(): Promise<OwnerConnection> {
    const connection = await OwnerConnection.open(this.config.databaseUrl, 'otpravka-admin', ENTITIES);
    this.opened.push(connection);
    return connection;
  }

  private async openRedis(): Promise<RedisStore> {
    const { redis, isEmbedded, places, namespace } = this.config;
    if (redis === undefined) throw new RedisUnknown(isEmbedded.redis ? IN_MEMORY : noRedis(places));
    const client = redisConnector(redis)();
    let failure: unknown;
    client.on('error', (error: Error) => {
      failure = error;
    });
    const store = new RedisStore(client, namespace);
    this.opened.push({ close: () => store.onApplicationShutdown() });
    await store.onModuleInit();
    try {
      await store.ping();
      return store;
    } catch (error) {
      throw new RedisAway(reasonOf(failure ?? error));
    }
  }
}
