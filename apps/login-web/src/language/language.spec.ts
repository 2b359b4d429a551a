import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '@app/contract';
import { text } from '@app/i18n';
import { chooseLanguage } from './choose-language';
import { interpolate, TEXTS } from './texts';

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

  it('exist for every key in index.html', () => {
    const html = readFileSync(join(__dirname, '..', '..', 'index.html'), 'utf8');
    const named = [...html.matchAll(/data-(?:text|label)="(\w+)"/g)].map(([, key]) => key);
    expect(named.length).toBeGreaterThan(10);
    for (const key of named) expect(Object.keys(TEXTS.ru)).toContain(key);
  });

  it('replace placeholders, and keep one that has no value', () => {
    expect(interpolate('{plan}, до {date}', { plan: 'Про' })).toBe('Про, до {date}');
    expect(interpolate('Ещё {time}', { time: '0:05' })).toBe('Ещё 0:05');
  });
});
