import { getCountries, type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { E164 } from './phone';

/**
 * The types of number that are compared. Landlines are left out: the metadata accepts nearly any eleven digits as a landline
 * of Germany or Luxembourg, so every Russian and Kazakh number would be shared
 * (docs/decisions/0019-a-number-that-two-countries-share.md).
 */
const COMPARED_TYPES: ReadonlySet<NumberType> = new Set([
  'MOBILE',
  'FIXED_LINE_OR_MOBILE',
  'VOIP',
  'PERSONAL_NUMBER',
]);

/**
 * The numbers of other countries whose national form has exactly the digits of this one: `+79912345678` is a Russian mobile
 * number, and `79912345678` is a Brazilian one without its country code. Takes about 2 ms.
 */
export function numbersWithSameDigits(phone: E164): readonly E164[] {
  const digits = phone.slice(1);
  const readings = getCountries()
    .map((country) => parsePhoneNumberFromString(digits, country))
    .filter((number) => number?.isValid() === true && COMPARED_TYPES.has(number.getType()))
    .map((number) => number!.number as E164);
  return [...new Set(readings)].filter((number) => number !== phone);
}
