import { ERROR_CODES, LANGUAGES } from '@app/contract';
import { text } from '.';
import { TEXTS } from './text';

interface Texts {
  readonly [name: string]: string | Texts;
}

const pathsOf = (texts: Texts, prefix = ''): [string, string][] =>
  Object.entries(texts).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${name}`, value]] : pathsOf(value, `${prefix}${name}.`),
  );

const PLURAL = /_(?:zero|one|two|few|many|other)$/;
const placeholdersOf = (value: string): string[] => [...new Set(value.match(/\{\{\w+\}\}/g) ?? [])].sort();

/** The placeholders of every text, and the plural forms of every text with a count. */
function shapeOf(texts: Texts): Map<string, { placeholders: string[]; forms: string[] }> {
  const shape = new Map<string, { placeholders: string[]; forms: string[] }>();
  for (const [path, value] of pathsOf(texts)) {
    const key = path.replace(PLURAL, '');
    const form = PLURAL.exec(path)?.[0].slice(1);
    const forms = [...(shape.get(key)?.forms ?? []), ...(form === undefined ? [] : [form])];
    shape.set(key, { placeholders: placeholdersOf(value), forms: forms.sort() });
  }
  return shape;
}

describe('texts', () => {
  describe.each(LANGUAGES)('in %s', (language) => {
    it.each(ERROR_CODES)('have a title and a detail for %s', (code) => {
      for (const key of [`error.${code}.title`, `error.${code}.detail`] as const) {
        expect(text(language, key)).not.toBe(key);
        expect(text(language, key).length).toBeGreaterThan(5);
      }
    });

    it('have the keys and placeholders of the Russian ones, and every plural form of the language', () => {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      const expected = [...shapeOf(TEXTS.ru)].map(([key, { placeholders, forms }]) => ({
        ...{ key, placeholders },
        forms: forms.length > 0 ? [...pluralCategories].sort() : [],
      }));
      const found = [...shapeOf(TEXTS[language])].map(([key, { placeholders, forms }]) => ({
        ...{ key, placeholders, forms },
      }));
      const byKey = (a: { key: string }, b: { key: string }) => a.key.localeCompare(b.key);
      expect(found.sort(byKey)).toEqual(expected.sort(byKey));
    });

    it('are not empty and have no outer spaces', () => {
      for (const [path, value] of pathsOf(TEXTS[language])) {
        expect({ path, value: value.trim() }).toEqual({ path, value });
        expect(value).not.toBe('');
      }
    });

    it('of the bot differ from those of every other language', () => {
      for (const other of LANGUAGES.filter((each) => each !== language)) {
        const foreign = new Map(pathsOf(TEXTS[other].bot));
        const same = pathsOf(TEXTS[language].bot).filter(([path, value]) => foreign.get(path) === value);
        expect({ other, same }).toEqual({ other, same: [] });
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

  it.each([
    ['ru', 'bot.logoutAll.done', ['1 устройстве', '2 устройствах', '5 устройствах', '21 устройстве']],
    ['ru', 'bot.ask.limited', ['1 секунду', '2 секунды', '5 секунд', '21 секунду']],
    ['ru', 'bot.code.lifetime', ['1 минуту', '2 минуты', '5 минут', '21 минуту']],
    ['en', 'bot.logoutAll.done', ['1 device.', '2 devices.', '5 devices.', '21 devices.']],
    ['en', 'bot.ask.limited', ['1 second.', '2 seconds.', '5 seconds.', '21 seconds.']],
    ['en', 'error.code_wrong.detailLeft', ['1 attempt left', '2 attempts', '5 attempts', '21 attempts']],
    ['kk', 'bot.logoutAll.done', ['1 құрылғыдан', '2 құрылғыдан', '5 құрылғыдан', '21 құрылғыдан']],
    [
      'uz',
      'bot.logoutAll.done',
      ['1 ta qurilmadan', '2 ta qurilmadan', '5 ta qurilmadan', '21 ta qurilmadan'],
    ],
  ] as const)('in %s have the right plural forms of %s', (language, key, expected) => {
    [1, 2, 5, 21].forEach((count, i) => expect(text(language, key, { count })).toContain(expected[i]));
  });

  it('in Uzbek have one kind of apostrophe after o and g', () => {
    for (const [path, value] of pathsOf(TEXTS.uz)) {
      expect({ path, wrong: value.match(/[oOgG][ʻ'’`]/g) ?? [] }).toEqual({ path, wrong: [] });
    }
  });

  it.each(LANGUAGES)('in %s contain the count, even when it is zero', (language) => {
    for (const count of [0, 1, 2]) {
      expect(text(language, 'error.code_wrong.detailLeft', { count })).toContain(String(count));
    }
  });
});
