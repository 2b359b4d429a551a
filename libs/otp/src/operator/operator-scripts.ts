import { z } from 'zod';
import { CHANNELS, DELIVERIES, STATES } from '../challenge/challenge';
import { SEND_PROBLEMS } from '../outbox/tasks';
import {
  chat,
  fields,
  flag,
  instant,
  optional,
  originFields,
  phone,
  rows,
  wholeNumber,
  withOrigin,
  words,
} from '../reply';
import { script } from '../script';

const challengeRow = z.object({
  ...{ channel: z.enum(CHANNELS), state: z.enum(STATES), delivery: z.enum(DELIVERIES) },
  ...{ attemptsLeft: wholeNumber, expiresAt: instant, dueSince: optional(instant), isOpened: flag },
  ...{ failedSends: wholeNumber, lastProblem: optional(z.enum(SEND_PROBLEMS)), ...originFields },
});

const jobRow = z.object({
  ...{ member: z.string(), subject: z.string(), due: instant, failedSends: wholeNumber },
});

const waitingEntry = z.object({
  ...{ kind: z.enum(['code', 'edit', 'notification']), subject: z.string() },
  ...{ dueAt: instant, dueSince: instant, isClaimed: flag, failedSends: wholeNumber },
  ...{ lastProblem: optional(z.enum(SEND_PROBLEMS)), heldUntil: optional(instant) },
  ...{ phone: optional(phone), chat },
});

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

export const readOutbox = script('read-outbox', fields(z.object({ entries: rows(waitingEntry) })));
