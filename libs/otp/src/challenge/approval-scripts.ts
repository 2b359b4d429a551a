import { z } from 'zod';
import { fields, flag, message, outcome, phone, requestId, wholeNumber } from '../reply';
import { script } from '../script';

export const verifyApproval = script(
  'verify-approval',
  fields(
    z.discriminatedUnion('outcome', [
      outcome('gone'),
      outcome('exhausted').extend({ retryMs: wholeNumber }),
      outcome('wrong').extend({ attemptsLeft: wholeNumber }),
      outcome('verified').extend({ phone, ...message, requestId }),
    ]),
  ),
);

export const approveChallenge = script(
  'approve-challenge',
  fields(
    z.discriminatedUnion('outcome', [
      z.object({ outcome: z.enum(['approved', 'already', 'gone']) }),
      outcome('wrong').extend({ locks: flag }),
    ]),
  ),
);

export const approveByAnswer = script(
  'approve-by-answer',
  fields(
    z.discriminatedUnion('outcome', [
      z.object({ outcome: z.enum(['several', 'gone']) }),
      z.object({ outcome: z.enum(['approved', 'already']), challenge: z.string() }),
      outcome('wrong').extend({ challenge: z.string(), locks: flag }),
    ]),
  ),
);
