import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';

/** A bad environment: every bad variable at once, with what is expected. It never repeats a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment; in development with `.env` of the working directory beneath it. */
export function environment(): Environment {
  // eslint-disable-next-line no-restricted-properties -- the one place that reads it
  const env = process.env;
  if (env['NODE_ENV'] !== 'production' && existsSync('.env')) loadEnvFile('.env');
  return env;
}

const integer = (least: number, most: number, fallback: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(fallback)
    .meta({ expected: `an integer from ${least} to ${most}` });

const url = (protocols: readonly string[], example: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol))
    .meta({ expected: `a URL such as ${example}` });

const httpOrigin = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).pathname === '/')
  .transform((text) => new URL(text).origin);

const isP256 = (pem: string): boolean => {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
};

const PEM = /-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----/g;

const common = {
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .meta({ expected: 'development, test or production' }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta({ expected: 'fatal, error, warn, info, debug, trace or silent' }),
  HOST: z.string().min(1).default('::').meta({ expected: 'an address to listen on' }),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database'),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://user:password@host:6379'),
  REDIS_CLUSTER: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ expected: 'true or false' }),
  APP_SECRET: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.every((secret) => Buffer.byteLength(secret) >= 32))
    .meta({ expected: 'a secret of at least 32 bytes, or several with commas between; npm run keys prints one' }),
  EVENTS_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .default('otpravka')
    .meta({ expected: '1 to 64 letters, digits, dots, dashes or underscores' }),
  SHUTDOWN_SECONDS: integer(1, 600, 8),
  OTP_TTL_SECONDS: integer(1, 600, 300),
  OTP_ATTEMPTS: integer(1, 10, 3),
  OTP_PHONE_PER_MINUTE: integer(1, 10_000, 3),
  OTP_PHONE_PER_HOUR: integer(1, 10_000, 10),
  OTP_PHONE_PER_DAY: integer(1, 10_000, 20),
  OTP_FAILURES_PER_DAY: integer(1, 10_000, 10),
  OTP_IP_PER_MINUTE: integer(0, 1_000_000, 10),
  OTP_IP_PER_HOUR: integer(0, 1_000_000, 60),
};

const apiVariables = z.object({
  ...common,
  PORT: integer(0, 65_535, 3000),
  JWT_PRIVATE_KEY: z
    .string()
    .transform((text) => text.replaceAll('\\n', '\n').match(PEM) ?? [])
    .refine((pems) => pems.length > 0 && pems.every(isP256))
    .meta({ expected: 'one or more EC P-256 private keys in PEM; npm run keys prints one' }),
  JWT_ISSUER: z.string().min(1).default('otpravka').meta({ expected: 'a name or URL' }),
  JWT_AUDIENCE: z.string().min(1).default('otpravka').meta({ expected: 'a name or URL' }),
  TELEGRAM_BOT_USERNAME: z
    .string()
    .regex(/^@?[A-Za-z0-9_]{5,32}$/)
    .transform((name) => name.replace('@', ''))
    .optional()
    .meta({ expected: 'the user name of the bot, without @' }),
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()).filter(Boolean))
    .pipe(z.array(httpOrigin))
    .default([])
    .meta({ expected: 'origins such as https://shop.example with commas between' }),
  TRUST_PROXY: integer(0, 10, 0),
  METRICS_TOKEN: z.string().min(16).optional().meta({ expected: 'at least 16 characters' }),
  ACCESS_TOKEN_SECONDS: integer(10, 86_400, 600),
  REFRESH_IDLE_DAYS: integer(1, 365, 30),
  REFRESH_MAX_DAYS: integer(1, 365, 90),
  SESSIONS_PER_SHOP: integer(1, 1000, 10),
});

const workerVariables = z.object({
  ...common,
  PORT: integer(0, 65_535, 3001),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[A-Za-z0-9_-]{20,}$/)
    .meta({ expected: 'a bot token of @BotFather such as 123456:ABC…' }),
  TELEGRAM_API_ROOT: url(['http:', 'https:'], 'https://api.telegram.org')
    .transform((root) => root.replace(/\/+$/, ''))
    .default('https://api.telegram.org')
    .meta({ expected: 'a URL such as https://api.telegram.org' }),
  TELEGRAM_MODE: z.enum(['webhook', 'polling', 'auto']).default('auto').meta({ expected: 'webhook, polling or auto' }),
  TELEGRAM_WEBHOOK_URL: httpOrigin.optional().meta({ expected: "the worker's public origin such as https://bot.example" }),
  RAILWAY_PUBLIC_DOMAIN: z.string().optional().meta({ expected: 'a host name' }),
  RAILWAY_ENVIRONMENT_NAME: z.string().optional().meta({ expected: 'a name' }),
});

const databaseVariables = z.object({ DATABASE_URL: common.DATABASE_URL });

/** Platforms give some variables under names of their own; empty ones count as absent. */
function withPlatformNames(env: Environment): Record<string, string | undefined> {
  const given: Record<string, string | undefined> = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  if (given['DATABASE_URL'] === undefined && given['PGHOST'] !== undefined) {
    const at = new URL(`postgres://${hostPart(given['PGHOST'])}:${given['PGPORT'] ?? '5432'}`);
    at.username = encodeURIComponent(given['PGUSER'] ?? 'postgres');
    at.password = encodeURIComponent(given['PGPASSWORD'] ?? '');
    at.pathname = `/${given['PGDATABASE'] ?? 'postgres'}`;
    given['DATABASE_URL'] = at.href;
  }
  if (given['REDIS_URL'] === undefined && given['REDISHOST'] !== undefined) {
    const user = encodeURIComponent(given['REDISUSER'] ?? '');
    const password = encodeURIComponent(given['REDISPASSWORD'] ?? '');
    const login = password === '' ? '' : `${user}:${password}@`;
    given['REDIS_URL'] = `redis://${login}${hostPart(given['REDISHOST'])}:${given['REDISPORT'] ?? '6379'}`;
  }
  if (given['TRUST_PROXY'] === undefined && given['RAILWAY_ENVIRONMENT_NAME'] !== undefined) given['TRUST_PROXY'] = '1';
  return given;
}

const hostPart = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

function read<S extends z.ZodObject>(schema: S, env: Environment): z.infer<S> {
  const result = schema.safeParse(withPlatformNames(env));
  if (result.success) return result.data;
  const names = [...new Set(result.error.issues.map((issue) => String(issue.path[0])))];
  throw new ConfigError(
    names.map((name) => {
      const meta = (schema.shape[name] as z.ZodType).meta() as { expected?: string } | undefined;
      const isMissing = withPlatformNames(env)[name] === undefined;
      return `${name} ${isMissing ? 'is missing' : 'is not usable'}: expected ${meta?.expected ?? 'another value'}`;
    }),
  );
}

type Common = z.infer<z.ZodObject<typeof common>>;

const commonConfig = (v: Common) => ({
  isProduction: v.NODE_ENV === 'production',
  logLevel: v.LOG_LEVEL,
  host: v.HOST,
  databaseUrl: v.DATABASE_URL,
  redis: { url: v.REDIS_URL, isCluster: v.REDIS_CLUSTER },
  /** The first is used, the others are still accepted. */
  appSecrets: v.APP_SECRET,
  /** Prefix of channels and of Redis keys. */
  namespace: v.EVENTS_NAMESPACE,
  shutdownSeconds: v.SHUTDOWN_SECONDS,
  otp: {
    ttlSeconds: v.OTP_TTL_SECONDS,
    attempts: v.OTP_ATTEMPTS,
    phonePerMinute: v.OTP_PHONE_PER_MINUTE,
    phonePerHour: v.OTP_PHONE_PER_HOUR,
    phonePerDay: v.OTP_PHONE_PER_DAY,
    failuresPerDay: v.OTP_FAILURES_PER_DAY,
    /** 0: no limits by address. */
    addressPerMinute: v.OTP_IP_PER_MINUTE,
    addressPerHour: v.OTP_IP_PER_HOUR,
  },
});

export type OtpConfig = ReturnType<typeof commonConfig>['otp'];
export type RedisConfig = ReturnType<typeof commonConfig>['redis'];

/** @throws ConfigError naming every bad variable */
export function apiConfig(env: Environment) {
  const v = read(apiVariables, env);
  return {
    ...commonConfig(v),
    port: v.PORT,
    jwt: {
      /** The first signs, all verify. */
      privateKeys: v.JWT_PRIVATE_KEY.map((pem): KeyObject => createPrivateKey(pem)),
      issuer: v.JWT_ISSUER,
      audience: v.JWT_AUDIENCE,
      accessTokenSeconds: v.ACCESS_TOKEN_SECONDS,
    },
    session: { idleDays: v.REFRESH_IDLE_DAYS, maxDays: v.REFRESH_MAX_DAYS, perShop: v.SESSIONS_PER_SHOP },
    botUsername: v.TELEGRAM_BOT_USERNAME,
    corsOrigins: v.CORS_ORIGINS,
    /** Proxies in front whose `X-Forwarded-For` is believed. */
    trustedHops: v.TRUST_PROXY,
    metricsToken: v.METRICS_TOKEN,
  };
}

export type ApiConfig = ReturnType<typeof apiConfig>;

export type Intake =
  | { readonly mode: 'webhook'; readonly origin: string }
  | { readonly mode: 'polling' }
  | { readonly mode: 'off'; readonly reason: string };

/** Where updates come from (design: TELEGRAM_MODE). */
function intakeOf(v: z.infer<typeof workerVariables>): Intake {
  const isRailwayProduction = v.RAILWAY_ENVIRONMENT_NAME === 'production';
  const railwayOrigin =
    v.RAILWAY_PUBLIC_DOMAIN !== undefined && isRailwayProduction ? `https://${v.RAILWAY_PUBLIC_DOMAIN}` : undefined;
  const origin = v.TELEGRAM_WEBHOOK_URL ?? railwayOrigin;

  if (v.TELEGRAM_MODE === 'polling') return { mode: 'polling' };
  if (origin !== undefined) return { mode: 'webhook', origin };
  if (v.TELEGRAM_MODE === 'webhook') {
    throw new ConfigError([
      "TELEGRAM_WEBHOOK_URL is missing: expected the worker's public origin, since TELEGRAM_MODE is webhook",
    ]);
  }
  if (v.RAILWAY_ENVIRONMENT_NAME !== undefined && !isRailwayProduction) {
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
    telegram: { token: v.TELEGRAM_BOT_TOKEN, apiRoot: v.TELEGRAM_API_ROOT, intake: intakeOf(v) },
  };
}

export type WorkerConfig = ReturnType<typeof workerConfig>;

/** What migrations need. @throws ConfigError */
export function databaseConfig(env: Environment) {
  return { databaseUrl: read(databaseVariables, env).DATABASE_URL };
}
