import { redisAddress } from '@app/runtime';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { batchWrites } from './batch-writes';

export type RedisClient = Redis | Cluster;

/** Creates a connection that is not open yet (`lazyConnect`). */
export type ConnectRedis = () => RedisClient;

/** A command is rejected after this time, so that a request that waits for it is answered within 3 s. */
const COMMAND_TIMEOUT_MS = 2_000;
const LONGEST_RECONNECT_DELAY_MS = 2_000;

const reconnectDelayMs = (attempt: number): number =>
  Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RECONNECT_DELAY_MS);

/**
 * While Redis is unavailable, commands fail at once. A command that was rejected is never sent later: otherwise an attempt
 * could count twice, or a code could go out that nobody waits for. Reconnecting never ends.
 */
const options: RedisOptions = {
  lazyConnect: true,
  connectTimeout: COMMAND_TIMEOUT_MS,
  commandTimeout: COMMAND_TIMEOUT_MS,
  socketTimeout: COMMAND_TIMEOUT_MS + 1_000,
  keepAlive: 10_000,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // `EventServer` subscribes at every connection. Here a failure would be an unhandled rejection (redis/ioredis#2187).
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  retryStrategy: reconnectDelayMs,
  // After a failover the replica refuses writes. A new connection reaches the new primary.
  reconnectOnError: (error) => READ_ONLY.test(error.message),
};

export interface RedisLocation {
  readonly url: string;
  readonly isCluster: boolean;
  /** Certificates in PEM that verify a `rediss:` server. Without them, those of Node are used. */
  readonly ca?: string;
}

/**
 * Creates connections to the Redis of REDIS_URL, for commands and for subscriptions. `rediss:` is TLS, and both IP families are
 * tried. ioredis gets the parts of the URL and never the URL itself, because it would read the parameters as its own options.
 */
export function redisConnector({ url, isCluster, ca }: RedisLocation): ConnectRedis {
  const address = redisAddress(url);
  const { username, password, db, isTls } = address;
  const redisOptions: RedisOptions = {
    ...options,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(isTls && { tls: ca === undefined ? {} : { ca } }),
  };
  if ('path' in address) {
    return () => connection({ ...redisOptions, path: address.path, db });
  }
  const { host, port, family } = address;
  if (!isCluster) return () => connection({ ...redisOptions, host, port, family, db });
  return () =>
    new Cluster([{ host, port }], {
      lazyConnect: true,
      enableOfflineQueue: false,
      clusterRetryStrategy: reconnectDelayMs,
      slotsRefreshTimeout: COMMAND_TIMEOUT_MS,
      // A command whose connection closed may have been executed, so it is not sent to the next node.
      retryDelayOnFailover: 0,
      // ioredis would resolve the host first: try one of its addresses only, and verify the certificate for that address.
      dnsLookup: keepHostName,
      redisOptions: { ...redisOptions, family },
    }).on('+node', batchWrites);
}

const connection = (some: RedisOptions): Redis => batchWrites(withoutStaleTimer(new Redis(some)));

const keepHostName = (host: string, callback: (error: null, address: string) => void): void =>
  callback(null, host);

/**
 * When a connection closes during a command, ioredis 5.11 keeps the timer of `socketTimeout` and destroys the healthy next
 * connection with it (redis/ioredis#2147).
 */
function withoutStaleTimer(client: Redis): Redis {
  const timed = client as unknown as { socketTimeoutTimer: NodeJS.Timeout | undefined };
  return client.on('close', () => {
    clearTimeout(timed.socketTimeoutTimer);
    timed.socketTimeoutTimer = undefined;
  });
}

const UNAVAILABLE_NAMES = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'AbortError']);
/** ioredis sets no code on its own errors. */
const UNAVAILABLE_MESSAGES =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Cluster isn't ready|Socket timeout)/;
/** Error codes of Redis. Up to 6.2, and in proxies, they are inside the message of a failed script. */
const UNAVAILABLE_REPLIES =
  /\b(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MISCONF|NOREPLICAS|BUSY|OOM)\b/;
const READ_ONLY = /\bREADONLY\b/;
const UNAVAILABLE_CODES = /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|EPIPE)/;

/** Whether an error means that Redis cannot be reached or cannot serve now, and not that a command was wrong. */
export function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && UNAVAILABLE_CODES.test(code))
    return error.constructor.name !== 'DatabaseError';
  return (
    UNAVAILABLE_NAMES.has(error.name) ||
    UNAVAILABLE_MESSAGES.test(error.message) ||
    UNAVAILABLE_REPLIES.test(error.message)
  );
}
