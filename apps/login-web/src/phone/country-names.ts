import type { Language } from '@app/contract';
import { optional } from '../page/optional';
import type { Country } from './countries';

type Names = Readonly<Partial<Record<Country, string>>>;

/**
 * Most browsers lack the Kazakh and Uzbek names and return English ones instead. Their Russian names of two countries are longer
 * than what people say, or out of use.
 */
const OWN_NAMES: Readonly<Partial<Record<Language, Names>>> = {
  ru: { KG: 'Кыргызстан', US: 'США' },
  kk: {
    KZ: 'Қазақстан',
    UZ: 'Өзбекстан',
    RU: 'Ресей',
    KG: 'Қырғызстан',
    TJ: 'Тәжікстан',
    TM: 'Түрікменстан',
    BY: 'Беларусь',
    UA: 'Украина',
    MD: 'Молдова',
    GE: 'Грузия',
    AM: 'Армения',
    AZ: 'Әзербайжан',
    MN: 'Моңғолия',
    TR: 'Түркия',
    AE: 'БАӘ',
    CN: 'Қытай',
    KR: 'Оңтүстік Корея',
    DE: 'Германия',
    PL: 'Польша',
    GB: 'Ұлыбритания',
    US: 'АҚШ',
  },
  uz: {
    KZ: 'Qozog‘iston',
    UZ: 'O‘zbekiston',
    RU: 'Rossiya',
    KG: 'Qirg‘iziston',
    TJ: 'Tojikiston',
    TM: 'Turkmaniston',
    BY: 'Belarus',
    UA: 'Ukraina',
    MD: 'Moldova',
    GE: 'Gruziya',
    AM: 'Armaniston',
    AZ: 'Ozarbayjon',
    MN: 'Mo‘g‘uliston',
    TR: 'Turkiya',
    AE: 'BAA',
    CN: 'Xitoy',
    KR: 'Janubiy Koreya',
    DE: 'Germaniya',
    PL: 'Polsha',
    GB: 'Buyuk Britaniya',
    US: 'AQSH',
  },
};

export function countryName(country: Country, language: Language): string {
  const own = OWN_NAMES[language]?.[country];
  return own ?? optional(() => new Intl.DisplayNames([language], { type: 'region' }).of(country)) ?? country;
}
