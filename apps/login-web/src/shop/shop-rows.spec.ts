import { LANGUAGES, type MeAnswer } from '@app/contract';
import { Translator } from '../language/translator';
import { shopRows } from './shop-rows';

const me: MeAnswer = {
  shop: {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    phone: '+77011234567',
    name: 'Лавка',
    language: 'kk',
    currency: 'KZT',
    timezone: 'Asia/Almaty',
    plan: 'basic',
    planExpiresAt: null,
    telegram: { linked: true, username: null, firstName: 'Айгүл' },
    createdAt: '2026-01-02T03:04:05.000Z',
    lastLoginAt: null,
  },
  session: {
    id: '01890a5d-ac96-774b-bcce-b302099a8058',
    createdAt: '2026-03-02T12:04:05.000Z',
    expiresAt: '2026-04-01T12:04:05.000Z',
  },
};

/** A storage that holds the choice of a language. */
const chosen = (language: string) => ({
  getItem: () => language,
  setItem: () => undefined,
  removeItem: () => undefined,
});

const rowsIn = (language: string, answer: MeAnswer) =>
  Object.fromEntries(shopRows(answer, new Translator(chosen(language))));

describe('the rows of a shop', () => {
  it('show names, not codes', () => {
    expect(rowsIn('ru', me)).toMatchObject({
      shopPhone: '+7 701 123 45 67',
      shopLanguage: 'Қазақша',
      shopCurrency: 'тенге (KZT)',
      shopTimezone: 'Алматы, UTC+5',
      shopPlan: 'Базовый',
    });
  });

  it.each([
    ['ru', 'Профессиональный, до 10 мая 2026 г.'],
    ['en', 'Pro, until 10 May 2026'],
    ['kk', 'Кәсіби, мерзімі: 2026 ж. 10 мамыр'],
    ['uz', 'Professional, 2026-yil 10-may gacha'],
  ])('show the end of a plan in %s', (language, expected) => {
    const shop = { ...me.shop, plan: 'pro' as const, planExpiresAt: '2026-05-10T12:00:00.000Z' };
    expect(rowsIn(language, { ...me, shop })['shopPlan']).toBe(expected);
  });

  it.each(LANGUAGES)('show in %s when the session began and when it ends, to the minute', (language) => {
    const { sessionSince, sessionUntil } = rowsIn(language, me);
    expect(sessionSince).toMatch(/2026.*, \d\d:\d\d$/);
    expect(sessionUntil).not.toBe(sessionSince);
  });
});
