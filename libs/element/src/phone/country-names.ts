import type { Language } from '@otpravka/client';
import { optional } from '../ui/optional.ts';
import { type Country } from './countries.ts';
import { COUNTRY_NAMES_KK } from './country-names-kk.ts';
import { COUNTRY_NAMES_UZ } from './country-names-uz.ts';

/** A table with one country a line: its code and its name. */
const parse = (table: string): ReadonlyMap<string, string> =>
  new Map(
    table
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, 2), line.slice(3)]),
  );

/** Names that browsers lack. Their Russian names of two countries are longer than what people say, or out of use. */
const OWN_NAMES: Readonly<Partial<Record<Language, ReadonlyMap<string, string>>>> = {
  ru: parse('KG Кыргызстан\nUS США\nAE ОАЭ'),
  kk: parse(COUNTRY_NAMES_KK),
  uz: parse(COUNTRY_NAMES_UZ),
};

const displayNames: Map<Language, Intl.DisplayNames | undefined> = new Map();

/** Making the names of a language takes long, so it is made once. @returns undefined in a browser without them */
function namesOfBrowser(language: Language): Intl.DisplayNames | undefined {
  if (!displayNames.has(language)) {
    const made = optional(() => new Intl.DisplayNames([language], { type: 'region' }));
    displayNames.set(language, made);
  }
  return displayNames.get(language);
}

export const countryName = (country: Country, language: Language): string =>
  OWN_NAMES[language]?.get(country) ?? optional(() => namesOfBrowser(language)?.of(country)) ?? country;
