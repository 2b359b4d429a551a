import { type CountryCode, getCountries, getCountryCallingCode } from 'libphonenumber-js/core';
import { PHONE_METADATA } from './phone-metadata.ts';
import { countryOfZone } from './time-zones.ts';

/** ISO 3166-1 alpha-2. Only a number in national form needs a country. */
export type Country = CountryCode;

/** The countries where most shops are, which the list has first. */
export const COMMON_COUNTRIES = [
  'KZ',
  'UZ',
  'RU',
  'KG',
  'TJ',
  'TM',
  'BY',
  'UA',
  'MD',
  'GE',
  'AM',
  'AZ',
  'MN',
  'TR',
  'AE',
  'CN',
  'KR',
  'DE',
  'PL',
  'GB',
  'US',
] as const satisfies readonly Country[];

export type CommonCountry = (typeof COMMON_COUNTRIES)[number];

/** Example numbers, in digits. */
export const EXAMPLES: Readonly<Partial<Record<Country, string>>> = {
  KZ: '7011234567',
  UZ: '901234567',
  RU: '9161234567',
  KG: '555123456',
  TJ: '901234567',
  BY: '291234567',
};

/** The prefix for calls from abroad, such as `+7`. */
export const dialCode = (country: Country): string => `+${getCountryCallingCode(country, PHONE_METADATA)}`;

/** The flag as an emoji. Windows has no such pictures, and shows the two letters of the country instead. */
export const flagOf = (country: Country): string =>
  String.fromCodePoint(...[...country].map((letter) => letter.charCodeAt(0) + 0x1f1a5));

/** All countries that have phone numbers. */
export const COUNTRIES: readonly Country[] = getCountries(PHONE_METADATA);

export const isCountry = (code: string | null | undefined): code is Country =>
  (COUNTRIES as readonly unknown[]).includes(code);

const isCommon = (code: string | undefined): code is CommonCountry =>
  (COMMON_COUNTRIES as readonly (string | undefined)[]).includes(code);

/**
 * Returns the country of the browser's time zone, else of its first language with a common region (`ru-KZ`), else Kazakhstan.
 * The time zone comes first because phones everywhere are sold with `en-US`.
 */
export function guessCountry(timeZone: string | undefined, languages: readonly string[]): Country {
  const regions = languages.map((tag) => /[-_]([A-Z]{2})\b/i.exec(tag)?.[1]?.toUpperCase());
  return countryOfZone(timeZone) ?? regions.find(isCommon) ?? 'KZ';
}
