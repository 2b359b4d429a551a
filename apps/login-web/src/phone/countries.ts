import { asciiDigits } from '@app/contract';
import { digitsOf } from '../page/digits';
import { countryOfZone } from './time-zones';

/** The countries where most shops are come first. Only a number in national form needs a country. */
export const DIAL_CODES = {
  KZ: '7',
  UZ: '998',
  RU: '7',
  KG: '996',
  TJ: '992',
  TM: '993',
  BY: '375',
  UA: '380',
  MD: '373',
  GE: '995',
  AM: '374',
  AZ: '994',
  MN: '976',
  TR: '90',
  AE: '971',
  CN: '86',
  KR: '82',
  DE: '49',
  PL: '48',
  GB: '44',
  US: '1',
} as const;

export type Country = keyof typeof DIAL_CODES;

/** Example numbers in national form. */
export const EXAMPLES: Readonly<Partial<Record<Country, string>>> = {
  KZ: '701 123-45-67',
  UZ: '90 123-45-67',
  RU: '916 123-45-67',
  KG: '555 123-456',
  TJ: '90 123-45-67',
  BY: '29 123-45-67',
};

export const COUNTRIES = Object.keys(DIAL_CODES) as Country[];

const isCountry = (code: string | undefined): code is Country => COUNTRIES.includes(code as Country);

/**
 * Returns the country of the browser's time zone, else of its first language with a region of the list (`ru-KZ`), else
 * Kazakhstan. The time zone comes first because phones everywhere are sold with `en-US`.
 */
export function guessCountry(timeZone: string | undefined, languages: readonly string[]): Country {
  const regions = languages.map((tag) => /[-_]([A-Z]{2})\b/i.exec(tag)?.[1]?.toUpperCase());
  return countryOfZone(timeZone) ?? regions.find(isCountry) ?? 'KZ';
}

/** Kazakhstan and Russia share +7; in Kazakhstan the next digit is 6 or 7. */
const isKazakh = (digits: string): boolean => /^7[67]/.test(digits);

/** Returns the country of the international prefix typed so far, or `shown` if that matches too or no country does. */
export function dialledCountry(typed: string, shown: Country): Country {
  if (!/^\s*(\+|00)/.test(asciiDigits(typed))) return shown;
  const digits = digitsOf(typed).replace(/^00/, '');
  if (/^7\d/.test(digits)) return isKazakh(digits) ? 'KZ' : 'RU';
  const begins = (country: Country) => digits.startsWith(DIAL_CODES[country]);
  return begins(shown) ? shown : (COUNTRIES.find(begins) ?? shown);
}
