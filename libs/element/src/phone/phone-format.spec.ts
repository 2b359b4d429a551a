import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parsePhone } from '@app/contract';
import { type Country } from './countries.ts';
import { dialledCountry, formatPhone, formattedInput } from './phone-format.ts';
import metadata from './phone-metadata.json';

/** Types a text key by key at the end of the field, as a person does. */
function typed(keys: string, country: Country): string {
  let value = '';
  for (const key of keys) {
    const next = { value: value + key, selectionEnd: value.length + 1 };
    value = formattedInput(next, value, country) ?? next.value;
  }
  return value;
}

describe('a phone', () => {
  it.each([
    ['7012345678', 'KZ', '701 234-56-78'],
    ['87012345678', 'KZ', '8 (701) 234-56-78'],
    ['+77012345678', 'KZ', '+7 701 234 56 78'],
    ['901234567', 'UZ', '90 123 45 67'],
    ['998901234567', 'UZ', '998 90 123 45 67'],
    ['89161234567', 'RU', '8 (916) 123-45-67'],
    ['2015550123', 'US', '(201) 555-0123'],
  ] as const)('is formatted while it is typed: %s in %s becomes %s', (keys, country, formatted) => {
    expect(typed(keys, country)).toBe(formatted);
  });

  it.each([
    ['+7 (701) 234-56-78', '+7 701 234 56 78'],
    ['tel:+7-701-234-56-78', '+7 701 234 56 78'],
    ['  8 701 234 56 78  ', '8 (701) 234-56-78'],
    ['007 701 234 56 78', '+7 701 234 56 78'],
    ['Айгүл: +7.701.234.56.78', '+7 701 234 56 78'],
    ['٨ ٧٠١ ٢٣٤ ٥٦ ٧٨', '8 (701) 234-56-78'],
    ['+998 90 123-45-67', '+998 90 123 45 67'],
    ['+7+77012345678', '+7 701 234 56 78'],
    ['+7 +998 90 123 45 67', '+998 90 123 45 67'],
    ['+998 90 123 45 67 (+ WhatsApp)', '+998 90 123 45 67'],
    ['\u202a(+7) 701 2345678\u202c', '+7 701 234 56 78'],
    ['https://wa.me/77012345678', '7 701 234 56 78'],
    ['8(701)2345678, Айгуль (+ WhatsApp)', '8 (701) 234-56-78'],
  ])('is understood in the form in which it is pasted: %s is %s', (pasted, formatted) => {
    const field = { value: pasted, selectionEnd: pasted.length };
    expect(formattedInput(field, '', 'KZ')).toBe(formatted);
    expect(parsePhone(formatted, 'KZ')).toBeDefined();
  });

  it('is left alone while digits are deleted or corrected inside', () => {
    expect(formattedInput({ value: '701 234-5', selectionEnd: 9 }, '701 234-56', 'KZ')).toBeUndefined();
    expect(formattedInput({ value: '7091 234-56', selectionEnd: 3 }, '701 234-56', 'KZ')).toBeUndefined();
  });

  it('is left alone if it has no digit', () => {
    expect(formattedInput({ value: '+', selectionEnd: 1 }, '', 'KZ')).toBeUndefined();
  });
});

it.each([
  ['+998 90', 'KZ', 'UZ'],
  ['00998', 'KZ', 'UZ'],
  ['+7 701', 'RU', 'KZ'],
  ['+7 916', 'KZ', 'RU'],
  ['+7', 'RU', 'RU'],
  ['+7', 'UZ', 'KZ'],
  ['+1', 'KZ', 'US'],
  ['+1 416 555 0123', 'KZ', 'CA'],
  ['+', 'UZ', 'UZ'],
  ['+34 600', 'UZ', 'ES'],
  ['8 701', 'UZ', 'UZ'],
  ['٠٠٩٩٨', 'KZ', 'UZ'],
  ['+۷ ۷۰۱', 'RU', 'KZ'],
  ['', 'UZ', 'UZ'],
] as const)('the typed prefix decides: %s while %s is shown selects %s', (text, shown, country) => {
  expect(dialledCountry(text, shown)).toBe(country);
});

it('the metadata are those of the installed libphonenumber-js', () => {
  const script = join(__dirname, '..', '..', 'scripts', 'phone-metadata.mjs');
  const printed = execFileSync(process.execPath, [script, '--print']).toString();
  expect(metadata).toEqual(JSON.parse(printed));
});

it('a whole number of any country is formatted as by the full metadata, but for two rare ones', async () => {
  const { default: examples } = await import('libphonenumber-js/mobile/examples');
  const { parsePhoneNumber } = await import('libphonenumber-js/max');
  const different = Object.entries(examples).filter(([country, national]) => {
    const phone = parsePhoneNumber(national, country as Country);
    return formatPhone(phone.number) !== phone.formatInternational();
  });
  // Kazakhstan: by twos, as people there write it.
  expect(different.map(([country]) => country).sort()).toEqual(['BQ', 'KZ']);
});
