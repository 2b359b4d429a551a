import { z } from 'zod';

/** The schemas of requests for a code, of what becomes of them, and of the exchange for a session. */

export const instant = z.iso.datetime().describe('ISO 8601 in UTC');
export const seconds = z.int().nonnegative().describe('seconds');

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

export const code = z
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

export type BotAnswer = z.infer<typeof botAnswer>;
export type RequestOtpBody = z.input<typeof requestOtpBody>;
export type RequestOtpAnswer = z.infer<typeof requestOtpAnswer>;
export type VerifyOtpBody = z.input<typeof verifyOtpBody>;
export type ChallengeStatus = z.infer<typeof challengeStatus>;
export type ChallengeEvent = z.infer<typeof challengeEvent>;
