import { z } from 'zod';
import { ERROR_CODES } from './errors';
import { LANGUAGES } from './language';
import { isCurrency, isTimeZone } from './places';
import { PLANS } from './plan';

/** The schemas of the HTTP contract. Validation, types, the OpenAPI document and the client all use them. */

const instant = z.iso.datetime().describe('ISO 8601 in UTC');
const seconds = z.int().nonnegative().describe('seconds');

/** The arguments of `parsePhone`, the same in every request with a phone. */
const writtenPhone = {
  phone: z
    .string()
    .min(1)
    .max(64)
    .describe('A phone number in any human form, in the digits of any script')
    .meta({ example: '+7 701 123-45-67' }),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/)
    .transform((country) => country.toUpperCase())
    .optional()
    .describe('ISO 3166-1 alpha-2; needed for numbers in national form')
    .meta({ example: 'KZ' }),
};

export const requestOtpBody = z.object({
  ...writtenPhone,
  language: z
    .string()
    .min(2)
    .max(35)
    .optional()
    .describe('BCP 47; the language of the page, for the message with the code and for a new shop')
    .meta({ example: 'ru' }),
  replaces: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('challengeId of the previous request of the same page; this request closes that challenge')
    .meta({ example: `17${'0'.repeat(32)}` }),
});

export const requestOtpAnswer = z.object({
  challengeId: z.string(),
  phone: z.string().describe('E.164'),
  expiresAt: instant,
  expiresIn: seconds,
  resendIn: seconds.describe('seconds until this phone may request another code; 0: now'),
  codeLength: z.int(),
  telegram: z.object({
    bot: z.string().describe('user name of the bot'),
    link: z.url().describe('opens the bot for this request'),
  }),
  approval: z
    .object({
      number: z
        .string()
        .regex(/^\d{2}$/)
        .describe('two digits for the page to show; the person chooses or types them in Telegram')
        .meta({ example: '47' }),
      secret: z
        .string()
        .describe('exchanges the approved challenge for a session; it must not leave the page'),
    })
    .describe('a sign-in without a typed code'),
});

/** The bot, for a person who requests a code there. */
export const botAnswer = z.object({
  bot: z.string().describe('user name of the bot'),
  link: z.url().describe('opens the chat with the bot'),
});

const code = z
  .string()
  .min(1)
  .max(32)
  .describe('`123456`, `123 456` or `123-456`, in the digits of any script')
  .meta({ example: '123456' });

const challengeId = z.string().min(1).max(64);

export const verifyOtpBody = z.union([
  z.object({ challengeId, code }),
  z
    .object({ challengeId, approvalSecret: z.string().min(1).max(64) })
    .describe('for a challenge whose status is `approved`; before that, each post is one of its attempts'),
  z.object({ ...writtenPhone, code }).describe('for a code that the person requested from the bot'),
]);

export const challengeStatus = z
  .enum(['pending', 'opened', 'sent', 'approved', 'verified', 'closed'])
  .describe(
    '`opened`: the link of this challenge was opened in Telegram; `sent`: the code was sent after that; ' +
      '`approved`: the person approved it there, so post `approvalSecret` now; `verified` and `closed` are final',
  );

/** The data of a server-sent `event: status`. */
export const challengeEvent = z.object({ status: challengeStatus });

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

export type RequestOtpBody = z.input<typeof requestOtpBody>;
export type BotAnswer = z.infer<typeof botAnswer>;
export type RequestOtpAnswer = z.infer<typeof requestOtpAnswer>;
export type VerifyOtpBody = z.input<typeof verifyOtpBody>;
export type VerifyOtpAnswer = z.infer<typeof verifyOtpAnswer>;
export type RefreshBody = z.infer<typeof refreshBody>;
export type LogoutBody = z.infer<typeof logoutBody>;
export type ChallengeStatus = z.infer<typeof challengeStatus>;
export type ChallengeEvent = z.infer<typeof challengeEvent>;
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
