import { FALLBACK_LANGUAGE, LANGUAGES, type Language } from '@app/contract';
import { createInstance } from 'i18next';
import { botRu } from './bot-ru';
import { errorsEn } from './errors-en';
import { errorsKk } from './errors-kk';
import { errorsRu } from './errors-ru';
import { errorsUz } from './errors-uz';

const russian = { error: errorsRu, bot: botRu };

type Plural = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
type Asked<Name extends string> = Name extends `${infer Base}_${Plural}` ? Base : Name;
type Keys<Texts> = {
  [Name in keyof Texts & string]: Texts[Name] extends string ? Asked<Name> : `${Name}.${Keys<Texts[Name]>}`;
}[keyof Texts & string];

/** A text by its path, such as `error.code_wrong.title`; plural forms go by their common name. */
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
 * A text in a language, in Russian where that language lacks it. Parameters go in as they are: who writes HTML
 * escapes them. `count` chooses the plural form.
 */
export function text(
  language: Language,
  key: TextKey,
  params: Readonly<Record<string, string | number>> = {},
): string {
  // A parameter is a person's text: `$t(...)` in it names no text of ours.
  return texts.t(key, { ...params, lng: language, nest: false });
}
