import { ERROR_CODES, type ErrorCode, LANGUAGES } from '@app/contract';
import { text } from '@app/i18n';
import type { OtpravkaError } from '@otpravka/client';
import { chooseLanguage } from './choose-language.ts';
import { failureText } from './failure-text.ts';
import { dateText, momentText } from './moment-text.ts';
import { interpolate, TEXTS } from './texts.ts';

describe('the language of the page', () => {
  it.each([
    ['kk', ['ru-RU'], 'kk'],
    [null, ['uz-UZ', 'ru'], 'uz'],
    [null, ['de-DE', 'EN-gb', 'ru'], 'en'],
    [null, ['de', 'fr'], 'ru'],
    [null, [], 'ru'],
    ['tlh', ['en'], 'en'],
    ['constructor', ['toString', 'kk'], 'kk'],
  ] as const)('stored %s, browser %j: %s', (stored, browser, expected) => {
    expect(chooseLanguage(stored, browser)).toBe(expected);
  });
});

describe('texts', () => {
  it('exist in every language of the contract', () => {
    expect(Object.keys(TEXTS).sort()).toEqual([...LANGUAGES].sort());
  });

  it.each(LANGUAGES)('have the same placeholders in %s as in Russian', (language) => {
    const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, russian] of Object.entries(TEXTS.ru)) {
      const text = TEXTS[language][key as keyof typeof TEXTS.ru];
      expect(text.trim()).not.toBe('');
      expect({ key, placeholders: placeholders(text) }).toEqual({ key, placeholders: placeholders(russian) });
    }
  });

  it.each(LANGUAGES)('name the button of the bot in %s as the bot does', (language) => {
    const button = text(language, 'bot.button.share').replace('📱 ', '');
    for (const key of ['newHint', 'linkOpened'] as const) expect(TEXTS[language][key]).toContain(button);
  });

  // The API's own text exists in the language of its request only.
  it.each(LANGUAGES)('of the errors of the API are in %s the same as those of the API', (language) => {
    for (const code of ERROR_CODES.filter((code) => code in TEXTS.ru)) {
      const key = code as ErrorCode & keyof typeof TEXTS.ru;
      expect(TEXTS[language][key]).toBe(text(language, `error.${key}.detail`));
    }
  });

  it.each(LANGUAGES)('of a wrong code count the attempts in %s as the API does', (language) => {
    for (const attemptsLeft of [1, 2, 4, 5, 11, 12, 21, 22, 25, 101, 111]) {
      const failure = { code: 'code_wrong', attemptsLeft } as OtpravkaError;
      const ofApi = text(language, 'error.code_wrong.detailLeft', { count: attemptsLeft });
      expect(failureText(language, failure)).toBe(ofApi);
    }
  });

  it('of an error that only a later API knows are those of the API', () => {
    const failure = { code: 'brand_new', text: 'Что-то новое.' } as unknown as OtpravkaError;
    expect(failureText('kk', failure)).toBe('Что-то новое.');
  });

  it('replace placeholders, and keep one that has no value', () => {
    expect(interpolate('{plan}, до {date}', { plan: 'Про' })).toBe('Про, до {date}');
    expect(interpolate('Ещё {time}', { time: '0:05' })).toBe('Ещё 0:05');
  });
});

describe('a date', () => {
  const at = new Date(2026, 10, 8, 9, 5);

  it.each([
    ['ru', '8 ноября, 09:05', '8 ноября 2026 г.'],
    ['kk', '8 қараша, 09:05', '2026 ж. 8 қараша'],
    ['uz', '8-noyabr, 09:05', '2026-yil 8-noyabr'],
    ['en', '8 November, 09:05', '8 November 2026'],
  ] as const)('is written in %s as the language writes it: %s', (language, moment, date) => {
    expect(momentText(language, at)).toBe(moment);
    expect(dateText(language, at)).toBe(date);
  });
});
