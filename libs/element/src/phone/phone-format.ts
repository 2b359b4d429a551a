import { AsYouType } from 'libphonenumber-js/core';
import { asciiDigits, digitsOf } from '../ui/digits.ts';
import { COUNTRIES, type Country, dialCode } from './countries.ts';
import { PHONE_METADATA } from './phone-metadata.ts';

/**
 * The digits of a typed or pasted phone, with a plus if it is in international form: `tel:+7 (701) 123` is `+7701123`. A person who has
 * typed `+7` may paste `+7 701 123` behind it, so the last plus counts.
 */
function dialled(typed: string): string {
  const ascii = asciiDigits(typed);
  const [, afterPlus] = /\+([^+]*\d)\D*$/.exec(ascii) ?? [];
  const digits = digitsOf(afterPlus ?? ascii);
  if (afterPlus !== undefined) return `+${digits}`;
  return /^00/.test(digits) ? `+${digits.slice(2)}` : digits;
}

/** Formats a phone that may be incomplete, in national or international form as it is typed. */
export const formatPhone = (typed: string, country?: Country): string =>
  new AsYouType(country, PHONE_METADATA).input(dialled(typed));

/** Returns a phone as E.164, as far as it is typed; undefined without digits. */
export function phoneNumber(typed: string, country: Country): string | undefined {
  const typing = new AsYouType(country, PHONE_METADATA);
  typing.input(dialled(typed));
  return typing.getNumberValue();
}

/**
 * Returns the country of the international prefix typed so far, or `shown` if the prefix fits that too or is of no country. Several
 * countries share a prefix: the first digits after it decide, and until then the largest country is meant.
 */
export function dialledCountry(typed: string, shown: Country): Country {
  const digits = dialled(typed);
  if (!digits.startsWith('+')) return shown;
  const typing = new AsYouType(undefined, PHONE_METADATA);
  typing.input(digits);
  const found = typing.getCountry();
  if (found !== undefined) return found;
  const prefix = typing.getCallingCode();
  if (prefix === undefined || `+${prefix}` === dialCode(shown)) return shown;
  return LARGEST[prefix] ?? COUNTRIES.find((country) => dialCode(country) === `+${prefix}`) ?? shown;
}

/** Of the countries with a common prefix, the one that is shown until the next digits are typed. */
const LARGEST: Readonly<Record<string, Country>> = {
  1: 'US',
  7: 'KZ',
  44: 'GB',
  39: 'IT',
  61: 'AU',
  47: 'NO',
};

/**
 * The new text of a field after an input, or undefined to leave it. Only what is typed or pasted at the end is formatted: a person
 * who deletes or corrects digits inside would fight with a text that changes under the cursor.
 */
export function formattedInput(
  { value, selectionEnd }: Pick<HTMLInputElement, 'value' | 'selectionEnd'>,
  before: string,
  country: Country,
): string | undefined {
  const isTypedAtEnd = value.length > before.length && (selectionEnd ?? value.length) === value.length;
  return isTypedAtEnd && digitsOf(value) !== '' ? formatPhone(value, country) : undefined;
}
