import { LANGUAGES, parsePhone } from '@app/contract';
import { COMMON_COUNTRIES, COUNTRIES, dialCode, EXAMPLES, flagOf, guessCountry } from './countries.ts';
import { countryName } from './country-names.ts';
import { findCountries } from './country-search.ts';

describe('the country of a phone', () => {
  it.each([
    [['ru-KZ'], 'KZ'],
    [['uz-Latn-UZ', 'ru-RU'], 'UZ'],
    [['ru', 'en-US'], 'US'],
    [['kk_KZ'], 'KZ'],
    [['fr-FR'], 'KZ'],
    [['en-001', 'zh-Hans'], 'KZ'],
    [[], 'KZ'],
  ] as const)('is guessed from the languages %j: %s', (languages, country) => {
    expect(guessCountry('UTC', languages)).toBe(country);
  });

  it.each([
    ['Asia/Almaty', ['en-US'], 'KZ'],
    ['Asia/Tashkent', ['ru-RU', 'en-US'], 'UZ'],
    ['Europe/Moscow', ['kk-KZ'], 'RU'],
    ['Europe/Paris', ['ru-RU'], 'RU'],
  ] as const)(
    'is guessed from the time zone first: in %s with %j it is %s',
    (timeZone, languages, country) => {
      expect(guessCountry(timeZone, languages)).toBe(country);
    },
  );

  it.each(COUNTRIES)('%s is a country whose national numbers the contract can parse', (country) => {
    expect(() => parsePhone('701 123 45 67', country)).not.toThrow();
  });

  it('has a prefix and a flag', () => {
    expect([dialCode('UZ'), flagOf('UZ')]).toEqual(['+998', '🇺🇿']);
  });
});

it.each(Object.entries(EXAMPLES))(
  'the example of %s, %s, is a valid number of that country',
  (country, example) => {
    expect(parsePhone(example, country)?.country).toBe(country);
  },
);

describe('the name of a country', () => {
  it.each(LANGUAGES)('exists in %s and is different for each country', (language) => {
    const names = COUNTRIES.map((country) => countryName(country, language));
    expect(new Set(names).size).toBe(COUNTRIES.length);
    expect(names.filter((name) => /^[A-Z]{2}$/.test(name))).toEqual([]);
  });

  it.each([
    ['ru', 'Казахстан'],
    ['en', 'Kazakhstan'],
    ['kk', 'Қазақстан'],
    ['uz', 'Qozog‘iston'],
  ] as const)('in %s is %s', (language, name) => {
    expect(countryName('KZ', language)).toBe(name);
  });
});

describe('the search for a country', () => {
  it('lists all countries before anything is typed, the common ones first', () => {
    const all = findCountries('', 'ru');
    expect(all.slice(0, COMMON_COUNTRIES.length)).toEqual(COMMON_COUNTRIES);
    expect([...all].sort()).toEqual([...COUNTRIES].sort());
  });

  it.each([
    ['узб', 'ru', 'UZ'],
    ['ozb', 'uz', 'UZ'],
    ['O‘zb', 'uz', 'UZ'],
    ['өзбек', 'kk', 'UZ'],
    ['Uzbek', 'kk', 'UZ'],
    ['turk', 'en', 'TM'],
    ['TR', 'ru', 'TR'],
    ['cote', 'en', 'CI'],
    ['+998', 'en', 'UZ'],
    ['996', 'ru', 'KG'],
  ] as const)('finds by %s in %s first %s', (typed, language, country) => {
    expect(findCountries(typed, language)[0]).toBe(country);
  });

  it('finds nothing by a word that is in no name', () => {
    expect(findCountries('qqq', 'ru')).toEqual([]);
  });
});
