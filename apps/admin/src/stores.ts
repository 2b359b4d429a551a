import { OwnerConnection } from '@app/database';
import { failureReasons, redisConnector, RedisStore } from '@app/redis';
import type { AdminConfig, Environment } from '@app/runtime';
import { ActivityEntry, Session } from '@app/session';
import { Shop } from '@app/shop';
import { TelegramAccountRow } from '@app/telegram';

const ENTITIES = [Shop, Session, ActivityEntry, TelegramAccountRow];

/** Redis does not answer. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
}

/** No address of Redis is configured, or it is in the memory of another process. */
export class RedisInaccessible extends Error {
  override readonly name = 'RedisInaccessible';
}

const noRedis = (places: string): string =>
  `REDIS_URL is missing: expected a URL such as redis://user:password@host:6379. ${places}`;
const IN_MEMORY =
  'The Redis of this npm start is in the memory of its process, where no other process can reach it: install redis-server or valkey-server, and start again';

/** The stores that the commands use; each connection is opened when it is first needed. */
export class Stores {
  private databaseConnection: Promise<OwnerConnection> | undefined;
  private redisStore: Promise<RedisStore> | undefined;
  private readonly opened: { close(): void }[] = [];

  /** @param environment all variables, for `doctor`, which checks those of the services too */
  constructor(
    readonly config: AdminConfig,
    readonly environment: Environment,
  ) {}

  /** A note for the operator if the command uses stores that the environment does not name. */
  get hint(): string {
    const { database, redis } = this.config.isEmbedded;
    return database || redis ? '(the stores of the npm start in this folder)\n' : '';
  }

  /** @throws DatabaseUnavailable, UnfitDatabase */
  database(): Promise<OwnerConnection> {
    return (this.databaseConnection ??= this.connectDatabase());
  }

  /** @throws RedisUnavailable, RedisInaccessible, UnfitRedis */
  redis(): Promise<RedisStore> {
    return (this.redisStore ??= this.connectRedis());
  }

  close(): void {
    for (const store of this.opened.splice(0)) store.close();
  }

  private async connectDatabase(): Promise<OwnerConnection> {
    const connection = await OwnerConnection.open(this.config.databaseUrl, 'otpravka-admin', ENTITIES);
    this.opened.push(connection);
    return connection;
  }

  private async connectRedis(): Promise<RedisStore> {
    const { redis, isEmbedded, places, namespace } = this.config;
    if (redis === undefined) throw new RedisInaccessible(isEmbedded.redis ? IN_MEMORY : noRedis(places));
    const client = redisConnector(redis)();
    const reasonFor = failureReasons(client);
    let connectionError: Error | undefined;
    client.on('error', (error: Error) => {
      connectionError = error;
    });
    const store = new RedisStore(client, namespace);
    this.opened.push({ close: () => store.onApplicationShutdown() });
    await store.onModuleInit();
    try {
      await store.ping();
      return store;
    } catch (error) {
      throw new RedisUnavailable(await reasonFor(connectionError ?? (error as Error)));
    }
  }
}
