import { z } from 'zod';
import {
  fields,
  flag,
  language,
  message,
  optional,
  originFields,
  outcome,
  phone,
  requestId,
  twoDigitNumbers,
  wholeNumber,
  words,
} from '../reply';
import { script } from '../script';

/** `bot` says whether an attempt at the code that the owner requested from the bot was admitted too. */
const refusal = z.object({
  outcome: z.enum(['locked', 'exhausted', 'wrong']),
  retryMs: wholeNumber,
  attemptsLeft: wholeNumber,
  locks: flag,
  phone,
  bot: z.enum(['skipped', 'none', 'admitted']),
  botChallenge: z.string(),
  botKey: z.string(),
});

const requested = z.object({
  outcome: z.enum(['issued', 'limited']),
  retryMs: wholeNumber,
  now: wholeNumber,
  replaced: flag,
  ...{ minuteCount: wholeNumber, minuteResetMs: wholeNumber },
  ...{ hourCount: wholeNumber, hourResetMs: wholeNumber },
  ...{ dayCount: wholeNumber, dayResetMs: wholeNumber },
});

export const requestCode = script(
  'request-code',
  fields(z.discriminatedUnion('outcome', [requested, outcome('locked').extend({ retryMs: wholeNumber })])),
);

export const verifyCode = script(
  'verify-code',
  fields(
    z.discriminatedUnion('outcome', [
      outcome('gone'),
      outcome('verified').extend({ phone, ...message, requestId }),
      refusal,
    ]),
  ),
);

export const restoreChallenge = script('restore-challenge', z.enum(['ok', 'gone']));

export const replaceChallenge = script('replace-challenge', z.enum(['ok', 'gone']));

export const readStatus = script(
  'read-status',
  fields(
    z.object({
      status: z.enum(['gone', 'pending', 'opened', 'sent', 'approved', 'verified', 'closed']),
      leftMs: wholeNumber,
    }),
  ),
);

export const findByLink = script(
  'find-by-link',
  fields(
    z.discriminatedUnion('outcome', [
      outcome('none'),
      outcome('found').extend({
        id: z.string(),
        phone,
        language: optional(language),
        openedBy: optional(wholeNumber),
        ...originFields,
      }),
    ]),
  ),
);

export const openChallenge = script(
  'open-challenge',
  fields(
    z.discriminatedUnion('outcome', [
      z.object({ outcome: z.enum(['due', 'other_phone', 'gone']) }),
      outcome('sent').extend({ approvalOffers: twoDigitNumbers, ...originFields }),
    ]),
  ),
);

export const makeParkedDue = script('make-parked-due', words);

export const refuseChallenge = script(
  'refuse-challenge',
  fields(
    z.discriminatedUnion('outcome', [
      outcome('gone'),
      z.object({ outcome: z.enum(['ok', 'used']), session: optional(z.string()) }),
    ]),
  ),
);

export const closeChallenges = script('close-challenges', words);
