import { getCountries, type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { E164 } from './phone';

/**
 * The kinds of number that are counted. Landlines are not: the metadata takes nearly any eleven digits for one of Germany or
 * Luxembourg, so every number of Russia and Kazakhstan would count (docs/decisions/0019-a-number-that-two-countries-share.md).
 */
const KINDS: ReadonlySet<NumberType> = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'VOIP', 'PERSONAL_NUMBER']);

/**
 * The numbers of other countries that are written at home with exactly the digits of this one: `+79912345678` is a Russian
 * mobile number, and `79912345678` a Brazilian one without its country code. About 2 ms.
 */
export function sharedWith(phone: E164): readonly E164[] {
  const digits = phone.slice(1);
  const readings = getCountries()
    .map((country) => parsePhoneNumberFromString(digits, country))
    .filter((number) => number?.isValid() === true && KINDS.has(number.getType()))
    .map((number) => number!.number as E164);
  return [...new Set(readings)].filter((number) => number !== phone);
}
