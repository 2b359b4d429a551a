import { LANGUAGES } from '@app/contract';
import { TIME_ZONES } from './city-names';
import { CURRENCIES, currencyText } from './currency-text';
import { timeZoneText } from './time-zone-text';

const WINTER = new Date('2026-01-10T12:00:00Z');
const SUMMER = new Date('2026-07-10T12:00:00Z');

describe('a currency', () => {
  it.each([
    ['KZT', ['тенге (KZT)', 'tenge (KZT)', 'теңге (KZT)', 'tenge (KZT)']],
    ['UZS', ['узбекский сум (UZS)', 'Uzbek som (UZS)', 'өзбек сумы (UZS)', 'so‘m (UZS)']],
    ['RUB', ['российский рубль (RUB)', 'Russian ruble (RUB)', 'Ресей рублі (RUB)', 'Rossiya rubli (RUB)']],
  ])('is named in each language: %s', (code, expected) => {
    expect(LANGUAGES.map((language) => currencyText(language, code))).toEqual(expected);
  });

  it.each(LANGUAGES)('that exists has a name in %s', (language) => {
    for (const code of Intl.supportedValuesOf('currency')) {
      expect(currencyText(language, code)).toContain(code);
      expect(currencyText(language, code)).not.toContain('ʻ');
    }
    for (const code of [
      'KGS',
      'TJS',
      'TMT',
      'BYN',
      'UAH',
      'MDL',
      'GEL',
      'AMD',
      'AZN',
      'MNT',
      'TRY',
      'CNY',
      'EUR',
    ])
      expect(currencyText(language, code)).toMatch(new RegExp(`^.+ \\(${code}\\)$`, 'u'));
  });
});

describe('a time zone', () => {
  it('is named by its city and its difference to UTC in each language', () => {
    expect(LANGUAGES.map((language) => timeZoneText(language, 'Asia/Almaty', WINTER))).toEqual([
      ...['Алматы, UTC+5', 'Almaty, UTC+5', 'Алматы, UTC+5', 'Olmaota, UTC+5'],
    ]);
    expect(LANGUAGES.map((language) => timeZoneText(language, 'Asia/Tashkent', WINTER))).toEqual([
      ...['Ташкент, UTC+5', 'Tashkent, UTC+5', 'Ташкент, UTC+5', 'Toshkent, UTC+5'],
    ]);
  });

  it('has the difference of the season', () => {
    expect(timeZoneText('ru', 'Europe/Berlin', WINTER)).toBe('Берлин, UTC+1');
    expect(timeZoneText('ru', 'Europe/Berlin', SUMMER)).toBe('Берлин, UTC+2');
    expect(timeZoneText('en', 'America/New_York', WINTER)).toBe('New York, UTC−5');
    expect(timeZoneText('en', 'America/St_Johns', WINTER)).toBe('St. John’s, UTC−3:30');
  });

  it.each(LANGUAGES)('is never shown as an identifier in %s', (language) => {
    for (const zone of [...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/UTC', 'GMT'])
      expect(timeZoneText(language, zone)).toMatch(/^(?:[^/_]+, )?UTC[+−]\d{1,2}(?::\d\d)?$/u);
  });

  it('that can be chosen exists, and has a name in Cyrillic or Latin letters', () => {
    expect(TIME_ZONES.length).toBeGreaterThan(400);
    expect(TIME_ZONES[0]).toBe('Asia/Almaty');
    for (const zone of TIME_ZONES) {
      expect(timeZoneText('ru', zone)).toMatch(/^\p{Script=Cyrl}.*, UTC/u);
      expect(timeZoneText('kk', zone)).toMatch(/^\p{Script=Cyrl}.*, UTC/u);
      expect(timeZoneText('uz', zone)).toMatch(/^\p{Script=Latn}.*, UTC/u);
    }
    expect(timeZoneText('ru', 'Europe/Paris', WINTER)).toBe('Париж, UTC+1');
  });
});

it('every currency that can be chosen exists, and the usual ones come first', () => {
  expect(Intl.supportedValuesOf('currency')).toEqual(expect.arrayContaining([...CURRENCIES]));
  expect(CURRENCIES.slice(0, 3)).toEqual(['KZT', 'UZS', 'RUB']);
  expect(CURRENCIES).toHaveLength(new Set(CURRENCIES).size);
});
