import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { BOT_USERNAME } from '@app/contract';
import { readCertificates } from '../store-address/certificate-file';
import { httpOrigin } from './origin';
import { postgresAddress } from '../store-address/postgres-address';
import { redisAddress } from '../store-address/redis-address';
import { AddressProblem } from '../store-address/store-url';

/** The variables and their allowed values. `expected` is shown to the operator for a bad value. */

const integer = (least: number, most: number, fallback: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(fallback)
    .meta({ expected: `an integer from ${least} to ${most}` });

/** The login must decode too. Otherwise a password with an unescaped `%` would fail later, where it is used. */
const isUsableUrl = (text: string, protocols: readonly string[]): boolean => {
  try {
    const { protocol, hostname, username, password } = new URL(text);
    decodeURIComponent(username + password);
    return protocols.includes(protocol) && hostname !== '';
  } catch {
    return false;
  }
};

const url = (protocols: readonly string[], example: string) =>
  z
    .string()
    .refine((text) => isUsableUrl(text, protocols))
    .meta({ expected: `a URL such as ${example}` });

/** @param read throws an `AddressProblem` for an address that is not supported (docs/deploy/index.md has the table) */
const address = (read: (text: string) => unknown, example: string) =>
  z
    .string()
    .superRefine((text, context) => {
      try {
        read(text);
      } catch (error) {
        if (!(error instanceof AddressProblem)) throw error;
        context.addIssue({ code: 'custom', params: { reason: error.message } });
      }
    })
    .meta({ expected: `a URL such as ${example}` });

const origin = z
  .string()
  .refine((text) => httpOrigin(text) !== undefined)
  .transform((text) => new URL(text).origin);

const isP256 = (pem: string): boolean => {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
};

/** A truncated key matches too, so that it counts as a bad key and is not skipped. */
const PEM = /-----BEGIN [A-Z ]+-----[^-]*(?:-----END [A-Z ]+-----)?/g;

const common = {
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('production')
    .meta({ expected: 'development, test or production' }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta({ expected: 'fatal, error, warn, info, debug, trace or silent' }),
  HOST: z.string().min(1).default('::').meta({ expected: 'an address to listen on' }),
  DATABASE_URL: address(
    postgresAddress,
    'postgres://user:password@host:5432/database, or PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE',
  ),
  REDIS_URL: address(
    redisAddress,
    'redis://user:password@host:6379, or REDISHOST, REDISPORT, REDISUSER and REDISPASSWORD',
  ),
  REDIS_CA_FILE: z
    .string()
    .transform((path, context) => readCertificates(path) ?? (context.addIssue('unreadable'), z.NEVER))
    .optional()
    .meta({ expected: 'a file with the certificate of the authority of a rediss:// Redis, in PEM' }),
  REDIS_CLUSTER: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ expected: 'true or false' }),
  APP_SECRET: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.every((secret) => Buffer.byteLength(secret) >= 32))
    .meta({
      expected: 'a secret of at least 32 bytes, or several with commas between; npm run keys prints one',
    }),
  EVENTS_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .default('otpravka')
    .meta({ expected: '1 to 64 letters, digits, dots, dashes or underscores' }),
  SHUTDOWN_SECONDS: integer(1, 600, 8),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(['http:', 'https:'], 'http://collector:4318')
    .transform((endpoint) => endpoint.replace(/\/+$/, ''))
    .optional()
    .meta({ expected: 'a URL such as http://collector:4318' }),
  METRICS_TOKEN: z.string().min(16).optional().meta({ expected: 'at least 16 characters' }),
  OTP_TTL_SECONDS: integer(1, 600, 300),
  OTP_ATTEMPTS: integer(1, 10, 3),
  OTP_PHONE_PER_MINUTE: integer(1, 10_000, 3),
  OTP_PHONE_PER_HOUR: integer(1, 10_000, 10),
  OTP_PHONE_PER_DAY: integer(1, 10_000, 20),
  OTP_FAILURES_PER_DAY: integer(1, 10_000, 10),
  OTP_IP_PER_MINUTE: integer(0, 1_000_000, 10),
  OTP_IP_PER_HOUR: integer(0, 1_000_000, 60),
};

export type CommonVariables = z.infer<z.ZodObject<typeof common>>;

export const apiVariables = z.object({
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
    .transform((name) => name.replace(/^@/, ''))
    .pipe(z.string().regex(BOT_USERNAME))
    .optional()
    .meta({ expected: 'the user name of the bot, without @' }),
  CORS_ORIGINS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    )
    .pipe(z.array(origin))
    .default([])
    .meta({ expected: 'origins such as https://shop.example with commas between' }),
  TRUST_PROXY: integer(0, 10, 0),
  ACCESS_TOKEN_SECONDS: integer(10, 86_400, 600),
  REFRESH_IDLE_DAYS: integer(1, 365, 30),
  REFRESH_MAX_DAYS: integer(1, 365, 90),
  SESSIONS_PER_SHOP: integer(1, 1000, 10),
});

/** The origin at which Telegram reaches the worker (TELEGRAM_MODE in docs/deploy/index.md). */
export const webhookOrigin = (v: {
  readonly TELEGRAM_WEBHOOK_URL?: string | undefined;
  readonly RAILWAY_PUBLIC_DOMAIN?: string | undefined;
  readonly RAILWAY_ENVIRONMENT_NAME?: string | undefined;
}): string | undefined =>
  v.TELEGRAM_WEBHOOK_URL ??
  (v.RAILWAY_PUBLIC_DOMAIN !== undefined && v.RAILWAY_ENVIRONMENT_NAME === 'production'
    ? `https://${v.RAILWAY_PUBLIC_DOMAIN}`
    : undefined);

/** Where the real Bot API is. */
const TELEGRAM = 'https://api.telegram.org';

const botToken = z
  .string()
  .regex(/^\d+:[A-Za-z0-9_-]{20,}$/)
  .meta({ expected: 'a bot token of @BotFather such as 123456:ABC…' });

export const workerVariables = z
  .object({
    ...common,
    PORT: integer(0, 65_535, 3001),
    TELEGRAM_BOT_TOKEN: botToken,
    TELEGRAM_API_ROOT: url(['http:', 'https:'], TELEGRAM)
      .transform((root) => root.replace(/\/+$/, ''))
      .default(TELEGRAM)
      .meta({ expected: `a URL such as ${TELEGRAM}` }),
    TELEGRAM_MODE: z
      .enum(['webhook', 'polling', 'auto'])
      .default('auto')
      .meta({ expected: 'webhook, polling or auto' }),
    TELEGRAM_WEBHOOK_URL: origin.optional().meta({
      expected: "the worker's public origin such as https://bot.example, where TELEGRAM_MODE is webhook",
    }),
    TELEGRAM_MESSAGES_PER_SECOND: integer(1, 10_000, 25),
    TELEGRAM_CHAT_MESSAGES_PER_SECOND: integer(1, 1_000, 1).meta({
      expected: `an integer from 1 to 1000, which is 1 where TELEGRAM_API_ROOT is ${TELEGRAM}`,
    }),
    RAILWAY_PUBLIC_DOMAIN: z.string().optional().meta({ expected: 'a host name' }),
    RAILWAY_ENVIRONMENT_NAME: z.string().optional().meta({ expected: 'a name' }),
  })
  .refine((v) => v.TELEGRAM_MODE !== 'webhook' || webhookOrigin(v) !== undefined, {
    path: ['TELEGRAM_WEBHOOK_URL'],
    when: () => true, // This check also runs if other variables are bad, so that one message names all of them.
  })
  // Telegram itself pauses a chat that gets more. Only a simulated Telegram allows it.
  .refine((v) => v.TELEGRAM_CHAT_MESSAGES_PER_SECOND === 1 || v.TELEGRAM_API_ROOT !== TELEGRAM, {
    path: ['TELEGRAM_CHAT_MESSAGES_PER_SECOND'],
    when: () => true,
  });

/** Variables that only `npm start` reads. */
export const developmentVariables = z.object({ CHAT_PORT: integer(0, 65_535, 8081) });

/**
 * The port of the API in `npm start`. 0 is not allowed, because the address is printed before it listens. The worker uses the
 * next port.
 */
export const developmentPort = integer(1, 65_534, 3000);

export const databaseVariables = z.object({ DATABASE_URL: common.DATABASE_URL });

/**
 * An operator's commands need no secret. Those that use only the database need no Redis. With the token, `doctor` asks Telegram
 * whether it is accepted.
 */
export const adminVariables = apiVariables
  .pick({
    NODE_ENV: true,
    DATABASE_URL: true,
    REDIS_CLUSTER: true,
    REDIS_CA_FILE: true,
    EVENTS_NAMESPACE: true,
    OTP_TTL_SECONDS: true,
    OTP_ATTEMPTS: true,
    OTP_PHONE_PER_MINUTE: true,
    OTP_PHONE_PER_HOUR: true,
    OTP_PHONE_PER_DAY: true,
    OTP_FAILURES_PER_DAY: true,
    OTP_IP_PER_MINUTE: true,
    OTP_IP_PER_HOUR: true,
    TELEGRAM_BOT_USERNAME: true,
  })
  .extend({
    REDIS_URL: common.REDIS_URL.optional().meta(common.REDIS_URL.meta() ?? {}),
    TELEGRAM_API_ROOT: workerVariables.shape.TELEGRAM_API_ROOT,
    TELEGRAM_BOT_TOKEN: botToken.optional().meta(botToken.meta() ?? {}),
  });
