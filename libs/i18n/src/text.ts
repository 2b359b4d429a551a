import { FALLBACK_LANGUAGE, LANGUAGES, type Language } from '@app/contract';
import { createInstance } from 'i18next';
import { botRu } from './bot-ru';
import { errorsEn } from './errors-en';
import { errorsKk } from './errors-kk';
import { errorsRu } from './errors-ru';
import { errorsUz } from './errors-uz';

const russian = { error: errorsRu, bot: botRu };

type Plural = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
type WithoutPlural<Name extends string> = Name extends `${infer Base}_${Plural}` ? Base : Name;
type Keys<Texts> = {
  [Name in keyof Texts & string]: Texts[Name] extends string
    ? WithoutPlural<Name>
    : `${Name}.${Keys<Texts[Name]>}`;
}[keyof Texts & string];

/** The path of a text, such as `error.code_wrong.title`, without the suffix of a plural form. */
export type TextKey = Keys<typeof russian>;

const texts = createInstance();
void texts.init({
  resources: {
    ru: { translation: russian },
    en: { translation: { error: errorsEn } },
    kk: { translation: { error: errorsKk } },
    uz: { translation: { error: errorsUz } },
  },
  supportedLngs: LANGUAGES,
  fallbackLng: FALLBACK_LANGUAGE,
  initAsync: false,
  interpolation: { escapeValue: false },
});

/**
 * Returns a text in the given language, or in Russian if that language lacks the text. `count` chooses the plural form.
 * Parameters are inserted unescaped: a caller that writes HTML must escape them.
 */
export function text(
  language: Language,
  key: TextKey,
  params: Readonly<Record<string, string | number>> = {},
): string {
  // `nest: false`: a parameter may come from a person, and `$t(...)` in it must not insert another text.
  return texts.t(key, { ...params, lng: language, nest: false });
}
