import { asciiDigits } from '@app/contract';
import { digitsOf } from '../page/digits';
import { countryOfZone } from './time-zones';

/** Where our shops mostly are first, then where their owners travel; only numbers in national form need a country. */
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

/** How a number looks there when it is written without its country. */
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
 * The country that the browser's clock stands in, else that of its first language that names one of ours (`ru-KZ`), else
 * Kazakhstan. The clock comes first: phones are sold with `en-US` everywhere.
 */
export function guessCountry(timeZone: string | undefined, languages: readonly string[]): Country {
  const regions = languages.map((tag) => /[-_]([A-Z]{2})\b/i.exec(tag)?.[1]?.toUpperCase());
  return countryOfZone(timeZone) ?? regions.find(isCountry) ?? 'KZ';
}

/** Kazakhstan and Russia share +7; Kazakh numbers go on with 6 or 7. */
const isKazakh = (digits: string): boolean => /^7[67]/.test(digits);

/** The country whose code an international number begins with, as far as it is typed; `shown` where it fits too. */
export function dialledCountry(typed: string, shown: Country): Country {
  if (!/^\s*(\+|00)/.test(asciiDigits(typed))) return shown;
  const digits = digitsOf(typed).replace(/^00/, '');
  if (/^7\d/.test(digits)) return isKazakh(digits) ? 'KZ' : 'RU';
  const begins = (country: Country) => digits.startsWith(DIAL_CODES[country]);
  return begins(shown) ? shown : (COUNTRIES.find(begins) ?? shown);
}
