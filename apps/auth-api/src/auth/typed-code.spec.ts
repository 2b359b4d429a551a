import { normalizedCode } from './typed-code';

describe('a typed code', () => {
  it.each([
    '123456',
    '123 456',
    '123-456',
    ' 12 34 56 ',
    '123\u00a0456',
    '123\u2013456',
    '１２３４５６',
    '١٢٣٤٥٦',
    '۱۲۳ ۴۵۶',
    '१२३-४५६',
    '\u200e123456\u200f',
  ])('is read from %j', (typed) => {
    expect(normalizedCode(typed)).toBe('123456');
  });

  it('keeps characters that are not digits', () => {
    expect(normalizedCode('12a456')).toBe('12a456');
  });
});
