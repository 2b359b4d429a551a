import { redisAddress } from '@app/runtime';
import { Cluster, Redis, type RedisOptions } from 'ioredis';

export type RedisClient = Redis | Cluster;

/** Makes a connection that is not open yet (`lazyConnect`). */
export type ConnectRedis = () => RedisClient;

/** Milliseconds a command may take before it is rejected; a request that waits for it is answered within 3 s. */
const COMMAND_TIMEOUT_MS = 2_000;
const LONGEST_RECONNECT_DELAY_MS = 2_000;

const reconnectDelayMs = (attempt: number): number =>
  Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RECONNECT_DELAY_MS);

/**
 * A command fails at once while Redis is away, and one whose caller was told of a failure is never sent again later:
 * else an attempt would count twice or a code go out that nobody awaits. Reconnecting never ends.
 */
const options: RedisOptions = {
  lazyConnect: true,
  connectTimeout: COMMAND_TIMEOUT_MS,
  commandTimeout: COMMAND_TIMEOUT_MS,
  socketTimeout: COMMAND_TIMEOUT_MS + 1_000,
  keepAlive: 10_000,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // Who subscribes does so at every connection: here a failure would be a rejection that nobody handles (redis/ioredis#2187).
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  retryStrategy: reconnectDelayMs,
  // A replica after a failover refuses writes: connect again, to the new primary.
  reconnectOnError: (error) => READ_ONLY.test(error.message),
};

export interface RedisLocation {
  readonly url: string;
  readonly isCluster: boolean;
  /** Certificates in PEM that a `rediss:` server is verified with; those of Node where there are none. */
  readonly ca?: string;
}

/**
 * Connections to the Redis of REDIS_URL, for commands and for subscriptions; `rediss:` is TLS, both IP families are tried.
 * ioredis is given the parts and never the URL, whose parameters it would take as options of its own.
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
    return () => withoutStaleTimer(new Redis({ ...redisOptions, path: address.path, db }));
  }
  const { host, port, family } = address;
  if (!isCluster) return () => withoutStaleTimer(new Redis({ ...redisOptions, host, port, family, db }));
  return () =>
    new Cluster([{ host, port }], {
      lazyConnect: true,
      enableOfflineQueue: false,
      clusterRetryStrategy: reconnectDelayMs,
      slotsRefreshTimeout: COMMAND_TIMEOUT_MS,
      // A command whose connection closed may have been done: it is not sent to the next node.
      retryDelayOnFailover: 0,
      // A certificate names a host; ioredis would look the addresses up first, and verify it for those.
      ...(isTls && { dnsLookup: keepName }),
      redisOptions,
    });
}

const keepName = (host: string, callback: (error: null, address: string) => void): void =>
  callback(null, host);

/**
 * When a connection closes under a command, ioredis 5.11 keeps the timer of `socketTimeout`, and destroys the healthy next
 * connection with it (redis/ioredis#2147).
 */
function withoutStaleTimer(client: Redis): Redis {
  const timed = client as unknown as { socketTimeoutTimer: NodeJS.Timeout | undefined };
  return client.on('close', () => {
    clearTimeout(timed.socketTimeoutTimer);
    timed.socketTimeoutTimer = undefined;
  });
}

const AWAY_NAMES = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'AbortError']);
/** Errors of ioredis itself have no code. */
const AWAY_MESSAGES =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Cluster isn't ready|Socket timeout)/;
/** Error codes of Redis. Up to 6.2, and in proxies, they stand within the message of a failed script. */
const AWAY_REPLIES = /\b(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MISCONF|NOREPLICAS|BUSY|OOM)\b/;
const READ_ONLY = /\bREADONLY\b/;
const AWAY_CODES = /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|EPIPE)/;

/** Whether an error says that Redis cannot be reached or cannot serve now, rather than that a command was wrong. */
export function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && AWAY_CODES.test(code)) return error.constructor.name !== 'DatabaseError';
  return AWAY_NAMES.has(error.name) || AWAY_MESSAGES.test(error.message) || AWAY_REPLIES.test(error.message);
}
