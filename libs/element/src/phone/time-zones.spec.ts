import { COMMON_COUNTRIES } from './countries.ts';
import { countryOfZone } from './time-zones.ts';

describe('a time zone', () => {
  it.each([
    ['Asia/Almaty', 'KZ'],
    ['Asia/Tashkent', 'UZ'],
    ['Europe/Moscow', 'RU'],
    ['Asia/Kamchatka', 'RU'],
    ['Europe/Kiev', 'UA'],
    ['UTC', undefined],
    ['Europe/Paris', undefined],
    ['', undefined],
  ] as const)('%s belongs to %s', (zone, country) => {
    expect(countryOfZone(zone)).toBe(country);
  });

  // Node returns the names that browsers return.
  it('is known for every common country', () => {
    const known = new Set(Intl.supportedValuesOf('timeZone').map(countryOfZone));
    expect(COMMON_COUNTRIES.filter((country) => !known.has(country))).toEqual([]);
  });
});
