import { LANGUAGES, type MeAnswer } from '@app/contract';
import { Translator } from '../language/translator';
import { inMemoryStorage } from '../page/browser-storage';
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

const rowsIn = (language: string, answer: MeAnswer) =>
  Object.fromEntries(shopRows(answer, new Translator(inMemoryStorage(), [language])));

describe('the rows of a shop', () => {
  it('show names, not codes', () => {
    expect(rowsIn('ru', me)).toMatchObject({
      shopPhone: '+77011234567',
      shopLanguage: 'Қазақша',
      shopCurrency: 'KZT',
      shopTimezone: 'Asia/Almaty',
      shopPlan: 'Базовый',
    });
  });

  it.each([
    ['ru', 'Профессиональный, до 10.05.2026'],
    ['en', 'Pro, until 10 May 2026'],
    ['kk', 'Кәсіби, мерзімі: 10.05.2026'],
    ['uz', 'Professional, 10.05.2026 gacha'],
  ])('show the end of a plan in %s', (language, expected) => {
    const shop = { ...me.shop, plan: 'pro' as const, planExpiresAt: '2026-05-10T12:00:00.000Z' };
    expect(rowsIn(language, { ...me, shop })['shopPlan']).toBe(expected);
  });

  it.each(LANGUAGES)('show in %s when the session began and when it ends, to the minute', (language) => {
    const { sessionSince, sessionUntil } = rowsIn(language, me);
    expect(sessionSince).toMatch(/2026, \d\d:\d\d$/);
    expect(sessionUntil).not.toBe(sessionSince);
  });
});
