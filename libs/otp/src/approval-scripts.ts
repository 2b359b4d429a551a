import { z } from 'zod';
import { fields, flag, message, outcome, phone, wholeNumber, words } from './reply';
import { script } from './script';

export const verifyApproval = script(
  'verify-approval',
  fields(
    z.discriminatedUnion('outcome', [
      outcome('gone'),
      outcome('exhausted').extend({ retryMs: wholeNumber }),
      outcome('wrong').extend({ attemptsLeft: wholeNumber }),
      outcome('verified').extend({ phone, ...message }),
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

export const findCodeMessages = script('find-code-messages', words);
