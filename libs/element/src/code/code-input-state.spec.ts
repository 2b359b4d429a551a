import { CodeInputState } from './code-input-state.ts';

describe('the digits of a typed code', () => {
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
    expect(new CodeInputState(6).digitsIn(typed)).toBe('123456');
  });

  it.each([
    'Tayyor, raqamingiz bog‘landi. 123456 — kirish kodingiz Yana 5 daqiqa amal qiladi. Chrome, 198.51.100.7',
    'Айгүл, [27.11.2026 10:05]\n١٢٣٤٥٦ — ваш код для входа',
  ])('%j is a whole message with the code 123456', (pasted) => {
    expect(new CodeInputState(6).digitsIn(pasted)).toBe('123456');
  });

  it.each(['1234567', '12345', '12345 67'])('%j is no code of six digits', (typed) => {
    expect(new CodeInputState(6).digitsIn(typed)).not.toHaveLength(6);
  });
});

describe('sending a code automatically', () => {
  const typed = (input: CodeInputState, ...values: string[]) =>
    values.map((value) => input.onInput(input.digitsIn(value)));
  const byKeys = (code: string) => [...code].map((_, index) => code.slice(0, index + 1));

  it('happens once, when the last digit is typed', () => {
    const input = new CodeInputState(6);
    expect(typed(input, ...byKeys('123456'))).toEqual([false, false, false, false, false, true]);
    expect(typed(input, '123456', '1234567', '123456')).toEqual([false, false, false]);
  });

  it('happens for a code that is entered at once', () => {
    expect(typed(new CodeInputState(6), '123 456')).toEqual([true]);
  });

  it('does not happen while the person corrects single digits', () => {
    const input = new CodeInputState(6);
    typed(input, '123456');
    expect(typed(input, '12345', '123457', '12347', '129347')).toEqual([false, false, false, false]);
  });

  it('happens again for a code that is typed in place of the former one', () => {
    const input = new CodeInputState(6);
    typed(input, '123456');
    expect(typed(input, ...byKeys('654321')).at(-1)).toBe(true);
  });

  it('happens again for a code that is pasted in place of the former one', () => {
    const input = new CodeInputState(6);
    typed(input, '123456');
    input.onPaste();
    expect(typed(input, '654321')).toEqual([true]);
  });
});

describe('a refused code', () => {
  it('is not sent again until the field changes', () => {
    const input = new CodeInputState(6);
    input.onInput('123456');
    expect(input.isRefused('123456')).toBe(false);
    input.markRefused('123456');
    expect(input.isRefused('123456')).toBe(true);
    input.onInput('12345');
    expect(input.isRefused('123456')).toBe(false);
  });

  it('does not stop another code that was typed while the first was being sent', () => {
    const input = new CodeInputState(6);
    input.markRefused('123456');
    expect(input.isRefused('654321')).toBe(false);
  });
});
