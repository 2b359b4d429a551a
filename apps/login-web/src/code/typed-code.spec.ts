import { AutoSubmit, digitsOf } from './typed-code';

describe('a typed code', () => {
  it.each(['123456', '123 456', '123-456', ' 123\u00a0456\n', '１２３４５６', 'код: 123 456'])(
    '%j is 123456',
    (typed) => {
      expect(digitsOf(typed)).toBe('123456');
    },
  );
});

describe('sending a code by itself', () => {
  const typed = (auto: AutoSubmit, ...values: string[]) => values.map((value) => auto.take(digitsOf(value)));
  const byKeys = (code: string) => [...code].map((_, index) => code.slice(0, index + 1));

  it('happens once, when the last digit is typed', () => {
    const auto = new AutoSubmit(6);
    expect(typed(auto, ...byKeys('123456'))).toEqual([false, false, false, false, false, true]);
    expect(typed(auto, '123456', '1234567', '123456')).toEqual([false, false, false]);
  });

  it('happens for a code that comes as a whole', () => {
    expect(typed(new AutoSubmit(6), '123 456')).toEqual([true]);
  });

  it('spares the attempts of a person who mends single digits', () => {
    const auto = new AutoSubmit(6);
    typed(auto, '123456');
    expect(typed(auto, '12345', '123457', '12347', '129347')).toEqual([false, false, false, false]);
  });

  it('happens again for a code that is typed over the former one', () => {
    const auto = new AutoSubmit(6);
    typed(auto, '123456');
    expect(typed(auto, ...byKeys('654321')).at(-1)).toBe(true);
  });

  it('happens again for a code that is pasted over the former one', () => {
    const auto = new AutoSubmit(6);
    typed(auto, '123456');
    auto.rearm();
    expect(typed(auto, '654321')).toEqual([true]);
  });
});
