import { LANGUAGES } from '@app/contract';
import { TEXTS } from './text';

interface Texts {
  readonly [name: string]: string | Texts;
}

const pathsOf = (texts: Texts, prefix = ''): [string, string][] =>
  Object.entries(texts).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${name}`, value]] : pathsOf(value, `${prefix}${name}.`),
  );

/** Longer than any name that Telegram or the product accepts, and as wide as an emoji can be. */
const LONGEST = '👩‍👩‍👧‍👦'.repeat(64);

/** The limits of the Bot API, in characters. A label of a button has none, but a longer one is cut on a phone. */
const limitOf = (path: string): number => {
  if (path === 'profile.description') return 512;
  if (path === 'profile.shortDescription') return 120;
  if (path.startsWith('menu.')) return 256;
  if (path.endsWith('Toast')) return 200;
  if (path.startsWith('button.') || path === 'language.name') return 24;
  return 4096;
};

describe.each(LANGUAGES)('the texts of the bot in %s', (language) => {
  const texts = pathsOf(TEXTS[language].bot);

  it('are within the limits of Telegram with their longest parameters', () => {
    for (const [path, value] of texts) {
      const length = [...value.replace(/\{\{\w+\}\}/g, LONGEST)].length;
      expect({ path, length, isWithin: length <= limitOf(path) }).toEqual({ path, length, isWithin: true });
    }
  });

  it('are valid HTML in which only the code is marked up', () => {
    for (const [path, value] of texts) {
      const plain = value.replace('<code>{{code}}</code>', '');
      expect({ path, markup: plain.match(/[<>&]/g) ?? [] }).toEqual({ path, markup: [] });
    }
  });

  it('name in quotation marks only buttons, as the buttons are named', () => {
    const buttons: readonly string[] = Object.values(TEXTS[language].bot.button);
    for (const [path, value] of texts) {
      for (const [, quoted] of value.matchAll(/[«“]([^»”]+)[»”]/gu)) {
        const isButton = buttons.some((label) => label.replace('📱 ', '') === quoted);
        if (path !== 'code.warning')
          expect({ path, quoted, isButton }).toEqual({ path, quoted, isButton: true });
      }
    }
  });
});
