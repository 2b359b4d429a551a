import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { BootRefusal } from '../boot-refusal';
import { redisAddress } from '../store-address/redis-address';
import { developmentStores } from './development-stores';
import { type Environment, mayReadOtherSources, placesNote, unreadFileNote } from './environment';
import { libpqProblems, withoutLibpqVariables } from '../store-address/libpq-variables';
import { isClientInRealIp, withPlatformNames } from './platform-names';
import {
  adminVariables,
  apiVariables,
  databaseVariables,
  developmentPort,
  developmentVariables,
  webhookOrigin,
  workerVariables,
  type CommonVariables,
} from './variables';

/** A bad environment. The message names every bad variable with what is expected, and never contains a value. */
export class ConfigError extends BootRefusal {
  override readonly name = 'ConfigError';

  /** @param note says where a missing variable was looked for */
  constructor(
    readonly problems: readonly string[],
    note?: string,
  ) {
    const lines = ['The environment is not usable:', ...problems.map((problem) => `  - ${problem}`)];
    super([...lines, ...(note === undefined ? [] : [`${note}.`])].join('\n'));
  }
}

function read<S extends z.ZodObject>(
  schema: S,
  env: Environment,
  noteOnMissing: string | undefined = unreadFileNote(env),
): z.infer<S> {
  const given = withPlatformNames(env);
  const result = schema.safeParse(given);
  const url = 'DATABASE_URL' in schema.shape ? given['DATABASE_URL'] : undefined;
  const libpq = url === undefined ? [] : libpqProblems(url, given);
  if (result.success && libpq.length === 0) return result.data;
  const issues = result.error?.issues ?? [];
  const names = [...new Set(issues.map((issue) => String(issue.path[0])))];
  const isMissing = (name: string): boolean => given[name] === undefined;
  throw new ConfigError(
    [
      ...names.map((name) => {
        const meta = (schema.shape[name] as z.ZodType).meta() as { expected?: string } | undefined;
        const fault = isMissing(name) ? 'is missing' : 'is not usable';
        return `${name} ${fault}: expected ${meta?.expected ?? 'another value'}${reasonFor(name, issues)}`;
      }),
      ...libpq,
    ],
    names.some(isMissing) ? noteOnMissing : undefined,
  );
}

/** @returns what a custom check adds to "expected …" */
function reasonFor(name: string, issues: readonly z.core.$ZodIssue[]): string {
  const reasons = issues
    .filter(({ path }) => path[0] === name)
    .map((issue) =>
      issue.code === 'custom' ? (issue.params as { reason?: string } | undefined)?.reason : undefined,
    )
    .filter((reason) => reason !== undefined);
  return reasons.map((reason) => `, but ${reason}`).join('');
}

type RedisVariables = Pick<CommonVariables, 'REDIS_URL' | 'REDIS_CLUSTER' | 'REDIS_CA_FILE'>;

function redisConfig(v: RedisVariables) {
  const { isTls, ...address } = redisAddress(v.REDIS_URL);
  const problems = [
    ...(v.REDIS_CA_FILE !== undefined && !isTls
      ? ['REDIS_CA_FILE needs a REDIS_URL that begins with rediss://']
      : []),
    ...(v.REDIS_CLUSTER && ('path' in address || address.db !== 0)
      ? [
          'REDIS_CLUSTER needs a REDIS_URL of a host, without a database: a cluster has one database and no socket',
        ]
      : []),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    url: v.REDIS_URL,
    isCluster: v.REDIS_CLUSTER,
    /** Certificates in PEM that verify a `rediss:` server. Without them, those of Node are used. */
    ...(v.REDIS_CA_FILE !== undefined && { ca: v.REDIS_CA_FILE }),
  };
}

type OtpVariables = Pick<CommonVariables, Extract<keyof CommonVariables, `OTP_${string}`>>;

const otpConfig = (v: OtpVariables) => ({
  ttlSeconds: v.OTP_TTL_SECONDS,
  attempts: v.OTP_ATTEMPTS,
  phonePerMinute: v.OTP_PHONE_PER_MINUTE,
  phonePerHour: v.OTP_PHONE_PER_HOUR,
  phonePerDay: v.OTP_PHONE_PER_DAY,
  failuresPerDay: v.OTP_FAILURES_PER_DAY,
  /** 0 turns the limits by address off. */
  addressPerMinute: v.OTP_IP_PER_MINUTE,
  addressPerHour: v.OTP_IP_PER_HOUR,
});

const commonConfig = (v: CommonVariables) => ({
  isProduction: v.NODE_ENV === 'production',
  logLevel: v.LOG_LEVEL,
  host: v.HOST,
  databaseUrl: v.DATABASE_URL,
  redis: redisConfig(v),
  /** The first secret is used. The others are still accepted. */
  appSecrets: v.APP_SECRET,
  /** The prefix of channels and of Redis keys. */
  namespace: v.EVENTS_NAMESPACE,
  shutdownSeconds: v.SHUTDOWN_SECONDS,
  /** The token for `/metrics`, which production requires. */
  metricsToken: v.METRICS_TOKEN,
  /** The collector of traces. Undefined: traces are off. */
  tracesEndpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT,
  otp: otpConfig(v),
});

export type OtpConfig = ReturnType<typeof otpConfig>;
export type RedisConfig = ReturnType<typeof commonConfig>['redis'];

/** @throws ConfigError naming every bad variable */
export function apiConfig(env: Environment) {
  const v = read(apiVariables, env);
  return {
    ...commonConfig(v),
    port: v.PORT,
    jwt: {
      /** The first key signs. All keys verify. */
      privateKeys: v.JWT_PRIVATE_KEY.map((pem): KeyObject => createPrivateKey(pem)),
      issuer: v.JWT_ISSUER,
      audience: v.JWT_AUDIENCE,
      accessTokenSeconds: v.ACCESS_TOKEN_SECONDS,
    },
    session: { idleDays: v.REFRESH_IDLE_DAYS, maxDays: v.REFRESH_MAX_DAYS, perShop: v.SESSIONS_PER_SHOP },
    botUsername: v.TELEGRAM_BOT_USERNAME,
    corsOrigins: v.CORS_ORIGINS,
    /** The number of proxies in front whose `X-Forwarded-For` is trusted. */
    trustedHops: v.TRUST_PROXY,
    /** Whether the address of the client is read from `X-Real-IP`. */
    isClientInRealIp: isClientInRealIp(env),
  };
}

export type ApiConfig = ReturnType<typeof apiConfig>;

export type Intake =
  | { readonly mode: 'webhook'; readonly origin: string }
  | { readonly mode: 'polling' }
  | { readonly mode: 'off'; readonly reason: string };

/** Chooses how the worker receives updates (TELEGRAM_MODE in docs/deploy/index.md). */
function intakeOf(v: z.infer<typeof workerVariables>): Intake {
  if (v.TELEGRAM_MODE === 'polling') return { mode: 'polling' };
  const origin = webhookOrigin(v);
  if (origin !== undefined) return { mode: 'webhook', origin };
  if (v.RAILWAY_ENVIRONMENT_NAME !== undefined && v.RAILWAY_ENVIRONMENT_NAME !== 'production') {
    return {
      mode: 'off',
      reason: `the Railway environment ${v.RAILWAY_ENVIRONMENT_NAME} copies the bot token of production; set TELEGRAM_MODE to take updates here`,
    };
  }
  return { mode: 'polling' };
}

/** @throws ConfigError naming every bad variable */
export function workerConfig(env: Environment) {
  const v = read(workerVariables, env);
  return {
    ...commonConfig(v),
    port: v.PORT,
    telegram: {
      token: v.TELEGRAM_BOT_TOKEN,
      apiRoot: v.TELEGRAM_API_ROOT,
      intake: intakeOf(v),
      /** The limit for all workers together. */
      messagesPerSecond: v.TELEGRAM_MESSAGES_PER_SECOND,
      /** The limit for all workers together in one chat. */
      chatMessagesPerSecond: v.TELEGRAM_CHAT_MESSAGES_PER_SECOND,
    },
  };
}

export type WorkerConfig = ReturnType<typeof workerConfig>;

/** The configuration of the migrations. @throws ConfigError */
export function databaseConfig(env: Environment) {
  return { databaseUrl: read(databaseVariables, env, placesNote(env, [])).DATABASE_URL };
}

/** The ports of `npm start`. @throws ConfigError */
export function developmentConfig(env: Environment) {
  const v = read(developmentVariables.extend({ PORT: developmentPort }), env);
  return { apiPort: v.PORT, chatPort: v.CHAT_PORT };
}

/**
 * The configuration of an operator's commands. In development, without variables, the stores of the `npm start` in this folder
 * are used.
 * @throws ConfigError
 */
export function adminConfig(env: Environment) {
  const given = withPlatformNames(env);
  const found = mayReadOtherSources(given) ? developmentStores() : {};
  const isEmbedded = {
    database: given['DATABASE_URL'] === undefined && found.DATABASE_URL !== undefined,
    redis: given['REDIS_URL'] === undefined && found.REDIS_URL !== undefined,
  };
  const isStarted = Object.keys(found).length > 0;
  const places = placesNote(given, [
    `the stores of an npm start in this folder${isStarted ? '' : ' (none runs)'}`,
  ]);
  const completed = {
    ...(isEmbedded.database ? withoutLibpqVariables(given) : given),
    DATABASE_URL: given['DATABASE_URL'] ?? found.DATABASE_URL,
    REDIS_URL: given['REDIS_URL'] ?? found.REDIS_URL ?? undefined,
  };
  const v = read(adminVariables, completed, places);
  return {
    databaseUrl: v.DATABASE_URL,
    redis: v.REDIS_URL === undefined ? undefined : redisConfig({ ...v, REDIS_URL: v.REDIS_URL }),
    /** Whether a store belongs to the `npm start` in this folder. */
    isEmbedded,
    /** A sentence for people that says where the variables were looked for. */
    places,
    namespace: v.EVENTS_NAMESPACE,
    otp: otpConfig(v),
    botUsername: v.TELEGRAM_BOT_USERNAME,
    telegram: { apiRoot: v.TELEGRAM_API_ROOT, token: v.TELEGRAM_BOT_TOKEN },
  };
}

export type AdminConfig = ReturnType<typeof adminConfig>;
