import { z } from 'zod';
import { counter, fields, flag, message, optional, outcome, wholeNumber, requestId } from '../reply';
import { script } from '../script';

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
      outcome('verified').extend({ ...message, requestId }),
    ]),
  ),
);
