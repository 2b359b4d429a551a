import type { E164 } from '@app/contract';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { profileOf } from './profile';

describe('the profile that a shop starts with', () => {
  it.each([
    ['+77011234567', 'ru', 'KZT', 'Asia/Almaty'],
    ['+998901234567', 'uz', 'UZS', 'Asia/Tashkent'],
    ['+79161234567', 'ru', 'RUB', 'Europe/Moscow'],
    ['+996700123456', 'ru', 'KGS', 'Asia/Bishkek'],
    ['+12025550123', 'en', 'USD', 'America/New_York'],
    ['+4915112345678', 'en', 'EUR', 'Europe/Berlin'],
    ['+905301234567', 'en', 'TRY', 'Europe/Istanbul'],
  ])('of %s is %s, %s, %s', (phone, language, currency, timezone) => {
    expect(profileOf(phone as E164)).toEqual({ language, currency, timezone });
  });

  it('is usable for every country', () => {
    for (const country of getCountries()) {
      const example = getExampleNumber(country, examples)!;
      const { currency, timezone } = profileOf(example.number as E164);
      expect(currency).toMatch(/^[A-Z]{3}$/);
      expect(() => new Intl.DateTimeFormat('en', { timeZone: timezone })).not.toThrow();
    }
  });
});
