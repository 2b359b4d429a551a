import { z } from 'zod';
import { CHANNELS, DELIVERIES, PURPOSES, STATES } from './challenge/challenge';
import { EDIT_REASONS, NOTIFICATION_TYPES, SEND_PROBLEMS } from './outbox/tasks';
import {
  fields,
  flag,
  instant,
  language,
  optional,
  originFields,
  phone,
  rows,
  wholeNumber,
  twoDigitNumbers,
  withOrigin,
  words,
  message,
  outcome,
  requestId,
} from './reply';
import { script } from './script';

const settled = z.enum(['ok', 'not_yours', 'gone']);
const chat = optional(wholeNumber);
const counter = z.object({ limit: wholeNumber, count: wholeNumber, resetMs: wholeNumber });

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

const claimedCode = outcome('claimed').extend({
  ...{ waitedMs: wholeNumber, leftMs: wholeNumber, failedSends: wholeNumber },
  ...{
    phone,
    language: optional(language),
    nonce: z.string(),
    key: z.string(),
    session: optional(z.string()),
    ...originFields,
  },
  ...{
    channel: z.enum(CHANNELS),
    purpose: z.enum(PURPOSES),
    approvalOffers: twoDigitNumbers,
    followsLinking: flag,
    requestId,
  },
});

const claimedJob = outcome('claimed').extend({
  subject: z.enum([...EDIT_REASONS, ...NOTIFICATION_TYPES]),
  ...{ chat, message: optional(wholeNumber), phone: optional(phone) },
  ...{ language: optional(language), failedSends: wholeNumber, ...originFields },
  ...{ at: optional(instant), timeZone: z.string(), requestId },
});

const challengeRow = z.object({
  ...{ channel: z.enum(CHANNELS), state: z.enum(STATES), delivery: z.enum(DELIVERIES) },
  ...{ attemptsLeft: wholeNumber, expiresAt: instant, dueSince: optional(instant), isOpened: flag },
  ...{ failedSends: wholeNumber, lastProblem: optional(z.enum(SEND_PROBLEMS)), ...originFields },
});

const jobRow = z.object({
  ...{ member: z.string(), subject: z.string(), due: instant, failedSends: wholeNumber },
});

export const admitAddress = script(
  'admit-address',
  fields(
    z.object({ outcome: z.enum(['admitted', 'limited']), retryMs: wholeNumber, windows: rows(counter) }),
  ),
);

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

export const admitBotCode = script(
  'admit-bot-code',
  fields(
    z.discriminatedUnion('outcome', [
      outcome('limited').extend({ retryMs: wholeNumber, ...counter.shape }),
      outcome('none'),
      outcome('admitted').extend({ challenge: z.string(), key: z.string() }),
    ]),
  ),
);

export const compareBotCode = script(
  'compare-bot-code',
  fields(
    z.discriminatedUnion('outcome', [
      outcome('wrong').extend({ exhausted: flag }),
      outcome('verified').extend(message),
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
        ...{
          id: z.string(),
          phone,
          language: optional(language),
          openedBy: optional(wholeNumber),
          ...originFields,
        },
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

export const requestBotCode = script(
  'request-bot-code',
  fields(
    z.discriminatedUnion('outcome', [
      outcome('issued').extend({ replaced: optional(z.string()) }),
      outcome('repeated'),
      outcome('limited').extend({ retryMs: wholeNumber }),
    ]),
  ),
);

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

export const claimCode = script(
  'claim-code',
  fields(
    z.union([z.object({ outcome: z.enum(['taken', 'gone', 'expired']) }), claimedCode.transform(withOrigin)]),
  ),
);

export const claimJob = script(
  'claim-job',
  fields(z.union([z.object({ outcome: z.enum(['taken', 'gone']) }), claimedJob.transform(withOrigin)])),
);

export const settleCode = script('settle-code', z.enum([...settled.options, 'ended']));

export const settleJob = script('settle-job', settled);

export const enqueueNotification = script('enqueue-notification', z.enum(['ok', 'known']));

export const readOutboxDepth = script(
  'read-outbox-depth',
  fields(
    z.object({
      ...{ entries: wholeNumber, due: wholeNumber, waitedMs: wholeNumber, unclaimedMs: wholeNumber },
    }),
  ),
);

/** One window of one network: how full it is, and for how long. */
const networkWindow = z.object({
  ...{ index: wholeNumber, limit: wholeNumber, count: wholeNumber, fullMs: wholeNumber },
});

export const readAddress = script('read-address', fields(z.object({ windows: rows(networkWindow) })));

export const readTries = script('read-tries', fields(z.object({ windows: rows(networkWindow) })));

const waitingEntry = z.object({
  ...{ kind: z.enum(['code', 'edit', 'notification']), subject: z.string() },
  ...{ dueAt: instant, dueSince: instant, isClaimed: flag, failedSends: wholeNumber },
  ...{ lastProblem: optional(z.enum(SEND_PROBLEMS)), heldUntil: optional(instant) },
  ...{ phone: optional(phone), chat },
});

export const readOutbox = script('read-outbox', fields(z.object({ entries: rows(waitingEntry) })));

export const readPhone = script(
  'read-phone',
  fields(
    z.object({
      ...{ now: wholeNumber, wrongCodes: wholeNumber, lockedMs: wholeNumber, quietMs: wholeNumber },
      ...{ minuteCount: wholeNumber, minuteFullMs: wholeNumber },
      ...{ hourCount: wholeNumber, hourFullMs: wholeNumber },
      ...{ dayCount: wholeNumber, dayFullMs: wholeNumber },
      ...{ eraseWrongCodes: wholeNumber, eraseLockedMs: wholeNumber },
      ...{ eraseRequests: wholeNumber, eraseFullMs: wholeNumber },
      ...{ challenges: rows(challengeRow.transform(withOrigin)), jobs: rows(jobRow) },
    }),
  ),
);

export const unlockPhone = script(
  'unlock-phone',
  fields(z.object({ wrongCodes: wholeNumber, requests: wholeNumber, wasQuiet: flag, closed: words })),
);
