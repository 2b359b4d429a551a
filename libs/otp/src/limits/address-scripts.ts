import { z } from 'zod';
import { counter, fields, rows, wholeNumber } from '../reply';
import { script } from '../script';

export const admitAddress = script(
  'admit-address',
  fields(
    z.object({ outcome: z.enum(['admitted', 'limited']), retryMs: wholeNumber, windows: rows(counter) }),
  ),
);

/** One window of one network: how full it is, and for how long. */
const networkWindow = z.object({
  ...{ index: wholeNumber, limit: wholeNumber, count: wholeNumber, fullMs: wholeNumber },
});

export const readAddress = script('read-address', fields(z.object({ windows: rows(networkWindow) })));

export const readTries = script('read-tries', fields(z.object({ windows: rows(networkWindow) })));
