import { ERROR_TEXTS, text } from '@app/i18n';
import { OtpravkaError, type Language, type OtpravkaErrorCode } from '@otpravka/client';
import { failureText, retryText } from './failure-text';
import { pluralText } from './plural';
import { PAGE_LANGUAGES, type TextKey, TEXTS } from './texts';
import { Translator } from './translator';

const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
const inLanguage = (language: Language) => new Translator(storage, [language]);
const KEYS = Object.keys(TEXTS.ru) as TextKey[];

const failure = (code: OtpravkaErrorCode, more: object = {}) =>
  new OtpravkaError({ code, status: 400, title: '', text: 'of the API', hint: '', ...more });

describe.each(PAGE_LANGUAGES)('the texts of the account page in %s', (language) => {
  const placeholdersOf = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

  it('have the placeholders of the Russian ones', () => {
    for (const key of KEYS)
      expect([key, placeholdersOf(TEXTS[language][key])]).toEqual([key, placeholdersOf(TEXTS.ru[key])]);
  });

  it('name the button of the bot as the bot does', () => {
    const button = text(language, 'bot.button.share').replace('📱 ', '');
    for (const key of ['telegramUnlinkedHint', 'eraseSentUnlinked'] as const)
      expect(TEXTS[language][key]).toContain(button);
  });

  it('are written with one kind of apostrophe, and without a space at an end', () => {
    for (const written of Object.values(TEXTS[language])) {
      expect(written).not.toMatch(/['`ʻ]|^\s|\s$/);
    }
  });

  it('have the plural forms of the language', () => {
    const counted = KEYS.filter((key) => TEXTS.ru[key].includes('|'));
    const forms = { ru: 3, en: 2, kk: 1, uz: 1 }[language];
    expect(counted.length).toBeGreaterThan(0);
    for (const key of counted) expect(TEXTS[language][key].split('|')).toHaveLength(forms);
  });

  it('have every error of the API, also without the language of its request', () => {
    const translator = inLanguage(language);
    for (const code of Object.keys(ERROR_TEXTS.ru) as (keyof typeof ERROR_TEXTS.ru)[])
      expect(failureText(translator, failure(code))).toBe(ERROR_TEXTS[language][code].detail);
    expect(failureText(translator, failure('unreachable'))).toBe(TEXTS[language].unreachable);
    expect(failureText(translator, new TypeError('defect'))).toBe(TEXTS[language].pageFailed);
  });
});

describe('an error', () => {
  it.each([
    [1, 'Код не подошёл. Осталась 1 попытка.', 'Wrong code. 1 attempt left.'],
    [2, 'Код не подошёл. Осталось 2 попытки.', 'Wrong code. 2 attempts left.'],
  ])('of a wrong code counts %i attempts', (attemptsLeft, ru, en) => {
    const wrong = failure('code_wrong', { attemptsLeft });
    expect(failureText(inLanguage('ru'), wrong)).toBe(ru);
    expect(failureText(inLanguage('en'), wrong)).toBe(en);
  });

  it('that only a later API knows keeps the text of the API', () => {
    expect(failureText(inLanguage('ru'), failure('later' as OtpravkaErrorCode))).toBe('of the API');
  });

  it('of the service names the request', () => {
    expect(failureText(inLanguage('ru'), failure('internal', { requestId: 'r-1' }))).toMatch(
      /Номер запроса: r-1$/,
    );
  });

  it('of a limit says when to try again', () => {
    const at = new Date(2026, 4, 20, 12, 0);
    const limited = (retryAfter: number) => failure('too_many_requests', { retryAfter });
    const ru = inLanguage('ru');
    expect(retryText(ru, limited(20), at)).toBe('Повторить можно через 1 минуту.');
    expect(retryText(ru, limited(150), at)).toBe('Повторить можно через 3 минуты.');
    expect(retryText(ru, limited(7200), at)).toBe('Повторить можно 20 мая, 14:00.');
    expect(retryText(ru, failure('code_wrong'), at)).toBeUndefined();
  });
});

it('a text with a count has its last form in a browser without plural rules', () => {
  const { PluralRules } = Intl;
  Reflect.deleteProperty(Intl, 'PluralRules');
  try {
    expect(pluralText('ru', 'минуту|минуты|минут', 1)).toBe('минут');
  } finally {
    Object.assign(Intl, { PluralRules });
  }
});
