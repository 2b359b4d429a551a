import { Counter, type Registry } from 'prom-client';

/** Both services count: wrong codes are typed on the page, wrong numbers in Telegram. */
export const lockedPhonesCounter = (registry: Registry): Counter =>
  new Counter({
    name: 'otpravka_phones_locked_total',
    help: 'Phones that too many wrong codes, or wrong numbers in Telegram, have locked for typed codes',
    registers: [registry],
  });
