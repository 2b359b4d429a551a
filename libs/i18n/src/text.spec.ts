import { ERROR_CODES, LANGUAGES } from '@app/contract';
import { text } from '.';

describe('texts', () => {
  describe.each(LANGUAGES)('in %s', (language) => {
    it.each(ERROR_CODES)('have a title and a detail for %s', (code) => {
      for (const key of [`error.${code}.title`, `error.${code}.detail`] as const) {
        expect(text(language, key)).not.toBe(key);
        expect(text(language, key).length).toBeGreaterThan(5);
      }
    });

    it('differ from every other language', () => {
      const others = LANGUAGES.filter((other) => other !== language);
      const own = ERROR_CODES.map((code) => text(language, `error.${code}.detail`));
      for (const other of others) {
        const foreign = new Set(ERROR_CODES.map((code) => text(other, `error.${code}.detail`)));
        expect(own.filter((detail) => foreign.has(detail))).toEqual([]);
      }
    });
  });

  it('use the Russian plural forms', () => {
    const left = (count: number) => text('ru', 'error.code_wrong.detailLeft', { count });
    expect(left(1)).toContain('Осталась 1 попытка');
    expect(left(2)).toContain('Осталось 2 попытки');
    expect(left(5)).toContain('Осталось 5 попыток');
    expect(left(0)).toContain('Осталось 0 попыток');
  });

  it.each(LANGUAGES)('in %s contain the count, even when it is zero', (language) => {
    for (const count of [0, 1, 2]) {
      expect(text(language, 'error.code_wrong.detailLeft', { count })).toContain(String(count));
    }
  });
});
