import { LANGUAGES, parsePhone } from '@app/contract';
import { COUNTRIES, dialledCountry, EXAMPLES, guessCountry } from './countries';
import { countryName } from './country-names';

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

  it.each([
    ['+998 90', 'KZ', 'UZ'],
    ['00998', 'KZ', 'UZ'],
    ['+7 701', 'RU', 'KZ'],
    ['+7 916', 'KZ', 'RU'],
    ['+7', 'RU', 'RU'],
    ['+', 'UZ', 'UZ'],
    ['+34 600', 'UZ', 'UZ'],
    ['8 701', 'UZ', 'UZ'],
    ['٠٠٩٩٨', 'KZ', 'UZ'],
    ['+۷ ۷۰۱', 'RU', 'KZ'],
    ['', 'UZ', 'UZ'],
  ] as const)('follows the typed prefix: %s while %s is shown selects %s', (typed, shown, country) => {
    expect(dialledCountry(typed, shown)).toBe(country);
  });

  it.each(COUNTRIES)('%s is a country whose national numbers the contract can parse', (country) => {
    expect(() => parsePhone('701 123 45 67', country)).not.toThrow();
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
    expect(new Set(COUNTRIES.map((country) => countryName(country, language))).size).toBe(COUNTRIES.length);
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
