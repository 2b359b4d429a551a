import { digitsOf } from '../page/digits';
import { CodeEntry } from './typed-code';

describe('a typed code', () => {
  it.each([
    '123456',
    '123 456',
    '123-456',
    ' 123\u00a0456\n',
    '１２３４５６',
    '١٢٣٤٥٦',
    '۱۲۳ ۴۵۶',
    'код: 123 456',
  ])('%j is 123456', (typed) => {
    expect(digitsOf(typed)).toBe('123456');
  });
});

describe('sending a code by itself', () => {
  const typed = (entry: CodeEntry, ...values: string[]) => values.map((value) => entry.take(digitsOf(value)));
  const byKeys = (code: string) => [...code].map((_, index) => code.slice(0, index + 1));

  it('happens once, when the last digit is typed', () => {
    const entry = new CodeEntry(6);
    expect(typed(entry, ...byKeys('123456'))).toEqual([false, false, false, false, false, true]);
    expect(typed(entry, '123456', '1234567', '123456')).toEqual([false, false, false]);
  });

  it('happens for a code that comes as a whole', () => {
    expect(typed(new CodeEntry(6), '123 456')).toEqual([true]);
  });

  it('spares the attempts of a person who mends single digits', () => {
    const entry = new CodeEntry(6);
    typed(entry, '123456');
    expect(typed(entry, '12345', '123457', '12347', '129347')).toEqual([false, false, false, false]);
  });

  it('happens again for a code that is typed over the former one', () => {
    const entry = new CodeEntry(6);
    typed(entry, '123456');
    expect(typed(entry, ...byKeys('654321')).at(-1)).toBe(true);
  });

  it('happens again for a code that is pasted over the former one', () => {
    const entry = new CodeEntry(6);
    typed(entry, '123456');
    entry.rearm();
    expect(typed(entry, '654321')).toEqual([true]);
  });
});

describe('a refused code', () => {
  it('is not to be sent again until the field changes', () => {
    const entry = new CodeEntry(6);
    entry.take('123456');
    expect(entry.isRefused('123456')).toBe(false);
    entry.refuse('123456');
    expect(entry.isRefused('123456')).toBe(true);
    entry.take('12345');
    expect(entry.isRefused('123456')).toBe(false);
  });

  it('says nothing of another one, that was typed while the first was on its way', () => {
    const entry = new CodeEntry(6);
    entry.refuse('123456');
    expect(entry.isRefused('654321')).toBe(false);
  });
});
