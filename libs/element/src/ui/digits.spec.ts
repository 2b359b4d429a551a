import { asciiDigits as asciiDigitsOfTheApi } from '@app/contract';
import { asciiDigits, digitsOf } from './digits.ts';

it('reads the digits of every script as the API does', () => {
  for (let codePoint = 0; codePoint <= 0x1ffff; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    if (!/^\p{Nd}$/u.test(character)) continue;
    expect(asciiDigits(character)).toBe(asciiDigitsOfTheApi(character));
  }
});

it('leaves out what is between the digits of a code', () => {
  expect(digitsOf('123-456')).toBe('123456');
  expect(digitsOf('١٢٣ ٤٥٦')).toBe('123456');
});
