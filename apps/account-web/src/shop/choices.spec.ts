import { findCurrencies, findTimeZones } from './choices';

const values = (choices: readonly { readonly value: string }[]) => choices.map(({ value }) => value);

describe('a currency', () => {
  it('is found by its name in the language of the page, in Russian and in English, and by its code', () => {
    expect(values(findCurrencies('kk', 'теңге'))).toEqual(['KZT']);
    expect(values(findCurrencies('kk', 'тенге'))).toEqual(['KZT']);
    expect(values(findCurrencies('ru', 'uzbek som'))).toEqual(['UZS']);
    expect(values(findCurrencies('uz', 'eur'))[0]).toBe('EUR');
    expect(values(findCurrencies('uz', "SO'M"))).toContain('UZS');
    expect(findCurrencies('ru', 'нет такой')).toEqual([]);
  });

  it('is among all of them without a search, the usual ones first', () => {
    const all = values(findCurrencies('ru', ' '));
    expect(all.length).toBeGreaterThan(140);
    expect(all.slice(0, 3)).toEqual(['KZT', 'UZS', 'RUB']);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a time zone', () => {
  it('is found by its city and by its difference to UTC', () => {
    expect(values(findTimeZones('ru', 'алматы'))).toEqual(['Asia/Almaty']);
    expect(values(findTimeZones('uz', 'toshkent'))).toEqual(['Asia/Tashkent']);
    expect(values(findTimeZones('en', 'paris'))).toEqual(['Europe/Paris']);
    expect(values(findTimeZones('ru', 'utc+5'))).toEqual(
      expect.arrayContaining(['Asia/Almaty', 'Asia/Tashkent']),
    );
    expect(values(findTimeZones('ru', '−3:30')).slice(0, 1)).toEqual(['America/St_Johns']);
    expect(values(findTimeZones('en', 'st johns'))).toContain('America/St_Johns');
  });

  it('of Kazakhstan and Uzbekistan come first', () => {
    expect(values(findTimeZones('ru', '')).slice(0, 9)).toEqual(
      expect.arrayContaining(['Asia/Almaty', 'Asia/Oral', 'Asia/Tashkent', 'Asia/Samarkand']),
    );
  });
});
