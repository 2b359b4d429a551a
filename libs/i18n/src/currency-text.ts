import type { Language } from '@app/contract';

type Names = Readonly<Record<Language, string>>;

/** Names that are shorter or more usual than those of ICU, such as "казахский тенге". ICU has all other currencies. */
const OWN_NAMES: Readonly<Record<string, Names>> = {
  KZT: { ru: 'тенге', en: 'tenge', kk: 'теңге', uz: 'tenge' },
  UZS: { ru: 'узбекский сум', en: 'Uzbek som', kk: 'өзбек сумы', uz: 'so‘m' },
  RUB: { ru: 'российский рубль', en: 'Russian ruble', kk: 'Ресей рублі', uz: 'Rossiya rubli' },
  KGS: { ru: 'кыргызский сом', en: 'Kyrgyz som', kk: 'қырғыз сомы', uz: 'qirg‘iz somi' },
  TMT: { ru: 'туркменский манат', en: 'Turkmen manat', kk: 'түрікмен манаты', uz: 'turkman manati' },
  USD: { ru: 'доллар США', en: 'US dollar', kk: 'АҚШ доллары', uz: 'AQSH dollari' },
  EUR: { ru: 'евро', en: 'euro', kk: 'еуро', uz: 'yevro' },
};

/** A currency by its name and code, such as "тенге (KZT)". @param code ISO 4217 */
export function currencyText(language: Language, code: string): string {
  const own = OWN_NAMES[code]?.[language];
  const name = own ?? new Intl.DisplayNames(language, { type: 'currency', fallback: 'none' }).of(code);
  // The Uzbek data of ICU writes oʻ in two ways, our texts in one.
  return name === undefined ? code : `${name.replace(/ʻ/g, '‘')} (${code})`;
}
