import { z } from 'zod';
import { ERROR_CODES } from './errors';
import { code, instant, seconds } from './http-challenges';
import { LANGUAGES } from './language';
import { isCurrency, isTimeZone } from './places';
import { PLANS } from './plan';

/** The schemas of the HTTP contract, with those of challenges beside them. Validation, types, the OpenAPI document and the client use them. */

export const shop = z.object({
  id: z.uuid(),
  phone: z.string().describe('E.164'),
  name: z.string(),
  language: z.enum(LANGUAGES),
  currency: z.string().length(3).describe('ISO 4217'),
  timezone: z.string().describe('IANA time zone'),
  plan: z.enum(PLANS).describe('the current plan; `free` once a plan has expired'),
  planExpiresAt: instant.nullable(),
  telegram: z.object({
    linked: z.boolean(),
    username: z.string().nullable(),
    firstName: z.string().nullable(),
  }),
  createdAt: instant,
  lastLoginAt: instant.nullable(),
});

export const session = z.object({ id: z.uuid(), createdAt: instant, expiresAt: instant });

export const transportQuery = z.object({
  transport: z
    .literal('cookie')
    .optional()
    .describe('`cookie`: the refresh token comes only as the cookie `__Host-otp_refresh`'),
});

export const tokens = z.object({
  accessToken: z.string().describe('ES256 JWT'),
  tokenType: z.literal('Bearer'),
  expiresIn: seconds,
  refreshToken: z.string().optional().describe('absent with `transport=cookie`'),
  refreshExpiresIn: seconds,
});

export const verifyOtpAnswer = tokens.extend({ isNewShop: z.boolean(), shop });

export const refreshBody = z.object({
  refreshToken: z.string().min(1).optional().describe('if absent, the cookie is used'),
});

export const logoutBody = z.object({ scope: z.enum(['this', 'others', 'all']).optional() });

export const meAnswer = z.object({ shop, session });

export const sessionsAnswer = z.object({
  sessions: z.array(
    session.extend({
      current: z.boolean().describe('whether this is the session of the access token'),
      userAgent: z.string(),
      ip: z.string(),
      lastSeenAt: instant,
    }),
  ),
});

export const activityQuery = z.object({
  limit: z.coerce
    .number()
    .pipe(z.int().min(1).max(100))
    .default(50)
    .meta({ type: 'integer', minimum: 1, maximum: 100 }),
  before: z.uuid().optional().describe('`nextBefore` of the previous page'),
});

export const activityAnswer = z.object({
  items: z.array(
    z.object({
      at: instant,
      event: z
        .string()
        .describe(
          '`session_opened`, `session_ended`, `token_reused`, `code_refused`, `phone_locked`, `telegram_linked`, ' +
            '`telegram_relinked`, `telegram_unlinked`, `phone_changed`, `plan_changed`, `unlocked`; more may be added',
        ),
      ip: z.string().nullable(),
      userAgent: z.string().nullable(),
    }),
  ),
  nextBefore: z.uuid().nullable().describe('null: there are no older items'),
});

/** Control characters, and characters that change the direction of the text around them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Strict, so that a field that cannot be changed is refused and not ignored. */
export const shopPatch = z.strictObject({
  name: z
    .string()
    .trim()
    .max(100)
    .refine((name) => !UNPRINTABLE.test(name), { params: { text: 'notName' } })
    .optional(),
  language: z.enum(LANGUAGES).optional(),
  currency: z
    .string()
    .refine(isCurrency, { params: { text: 'notCurrency' } })
    .optional()
    .describe('ISO 4217')
    .meta({ example: 'KZT' }),
  timezone: z
    .string()
    .max(64)
    .refine(isTimeZone, { params: { text: 'notTimeZone' } })
    .optional()
    .describe('IANA time zone')
    .meta({ example: 'Asia/Almaty' }),
});

export const eraseCodeAnswer = z.object({ challengeId: z.string(), expiresIn: seconds });

export const eraseBody = z.object({ challengeId: z.string().min(1).max(64), code });

export const jwks = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
      use: z.literal('sig'),
      alg: z.literal('ES256'),
    }),
  ),
});

export const health = z.object({ status: z.enum(['ok', 'unavailable']), missing: z.array(z.string()) });

/** RFC 9457 problem details. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(ERROR_CODES),
  requestId: z.string(),
  attemptsLeft: z.int().optional(),
  retryAfter: z.int().optional(),
  plan: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export type VerifyOtpAnswer = z.infer<typeof verifyOtpAnswer>;
export type RefreshBody = z.infer<typeof refreshBody>;
export type LogoutBody = z.infer<typeof logoutBody>;
export type Tokens = z.infer<typeof tokens>;
export type MeAnswer = z.infer<typeof meAnswer>;
export type Shop = z.infer<typeof shop>;
export type Session = z.infer<typeof session>;
export type SessionsAnswer = z.infer<typeof sessionsAnswer>;
export type ActivityAnswer = z.infer<typeof activityAnswer>;
export type ShopPatch = z.infer<typeof shopPatch>;
export type EraseCodeAnswer = z.infer<typeof eraseCodeAnswer>;
export type Jwks = z.infer<typeof jwks>;
export type Health = z.infer<typeof health>;
export type Problem = z.infer<typeof problem>;
