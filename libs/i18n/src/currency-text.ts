import type { Language } from '@app/contract';
import otherNames from './currency-names.json';
import { namesOf } from './joined-names';

type Names = Readonly<Record<Language, string>>;

/**
 * Names that are shorter or more usual than those of ICU, such as "казахский тенге". `currency-names.json` has the others that a
 * country uses now (scripts/places.mjs), because many browsers have no Kazakh and Uzbek names; ICU has former ones.
 */
const OWN_NAMES: Readonly<Record<string, Names>> = {
  KZT: { ru: 'тенге', en: 'tenge', kk: 'теңге', uz: 'tenge' },
  UZS: { ru: 'узбекский сум', en: 'Uzbek som', kk: 'өзбек сумы', uz: 'so‘m' },
  RUB: { ru: 'российский рубль', en: 'Russian ruble', kk: 'Ресей рублі', uz: 'Rossiya rubli' },
  KGS: { ru: 'кыргызский сом', en: 'Kyrgyz som', kk: 'қырғыз сомы', uz: 'qirg‘iz somi' },
  TMT: { ru: 'туркменский манат', en: 'Turkmen manat', kk: 'түрікмен манаты', uz: 'turkman manati' },
  USD: { ru: 'доллар США', en: 'US dollar', kk: 'АҚШ доллары', uz: 'AQSH dollari' },
  EUR: { ru: 'евро', en: 'euro', kk: 'еуро', uz: 'yevro' },
};

const OTHER_NAMES: Readonly<Record<string, string>> = otherNames;

/** The currencies that a person can choose from: the most usual ones come first. */
export const CURRENCIES: readonly string[] = [
  ...new Set([...Object.keys(OWN_NAMES), ...Object.keys(OTHER_NAMES)]),
];

/** @returns undefined for a currency without a name */
function currencyName(language: Language, code: string): string | undefined {
  const own = OWN_NAMES[code]?.[language];
  if (own !== undefined) return own;
  const other = OTHER_NAMES[code];
  if (other !== undefined) return namesOf(other)[language];
  return new Intl.DisplayNames(language, { type: 'currency', fallback: 'none' }).of(code);
}

/** A currency by its name and code, such as "тенге (KZT)". @param code ISO 4217 */
export function currencyText(language: Language, code: string): string {
  const name = currencyName(language, code);
  // The Uzbek data of ICU writes oʻ in two ways, our texts in one.
  return name === undefined ? code : `${name.replace(/ʻ/g, '‘')} (${code})`;
}
