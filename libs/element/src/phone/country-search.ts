import type { Language } from '@otpravka/client';
import { COMMON_COUNTRIES, COUNTRIES, type Country, dialCode } from './countries.ts';
import { countryName } from './country-names.ts';

/** Lower case, without accents and apostrophes, so that `ozb` finds `O‘zbekiston`. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f‘’ʻ'`]/g, '')
    .toLowerCase();

/** All countries: the common ones first, then the others by their names. */
export function allCountries(language: Language): Country[] {
  const rest = COUNTRIES.filter((code) => !(COMMON_COUNTRIES as readonly Country[]).includes(code));
  const names = new Map(rest.map((code) => [code, countryName(code, language)]));
  return [...COMMON_COUNTRIES, ...rest.sort((a, b) => names.get(a)!.localeCompare(names.get(b)!))];
}

/** The words by which a country is found: its names in the person's language and in English and Russian, and its code. */
const wordsOf = (country: Country, language: Language): string[] =>
  [...new Set([language, 'en', 'ru'] as const)]
    .map((each) => countryName(country, each))
    .concat(country)
    .map(folded);

/** Returns the countries that a typed text means: a part of a name, a code such as `KZ`, or a prefix such as `+7`. */
export function findCountries(typed: string, language: Language): Country[] {
  const all = allCountries(language);
  const wanted = folded(typed.trim());
  if (wanted === '') return all;
  const prefix = /^\+?\d+$/.test(wanted) ? `+${wanted.replace('+', '')}` : undefined;
  if (prefix !== undefined) return all.filter((country) => dialCode(country).startsWith(prefix));
  const words = new Map(all.map((country) => [country, wordsOf(country, language)]));
  const found = all.filter((country) => words.get(country)!.some((word) => word.includes(wanted)));
  const begins = (country: Country): boolean => words.get(country)!.some((word) => word.startsWith(wanted));
  return [...found.filter(begins), ...found.filter((country) => !begins(country))];
}
