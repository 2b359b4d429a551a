import { FALLBACK_LANGUAGE, LANGUAGES, type Language } from '@app/contract';
import { createInstance } from 'i18next';
import { botEn } from './bot-en';
import { botKk } from './bot-kk';
import { botRu } from './bot-ru';
import { botUz } from './bot-uz';
import { ERROR_TEXTS } from './errors';
import type { WithoutPlural } from './texts-like';

/** Every text by language. */
export const TEXTS = {
  ru: { error: ERROR_TEXTS.ru, bot: botRu },
  en: { error: ERROR_TEXTS.en, bot: botEn },
  kk: { error: ERROR_TEXTS.kk, bot: botKk },
  uz: { error: ERROR_TEXTS.uz, bot: botUz },
} as const satisfies Readonly<Record<Language, object>>;

type Keys<Texts> = {
  [Name in keyof Texts & string]: Texts[Name] extends string
    ? WithoutPlural<Name>
    : `${Name}.${Keys<Texts[Name]>}`;
}[keyof Texts & string];

/** The path of a text, such as `error.code_wrong.title`, without the suffix of a plural form. */
export type TextKey = Keys<typeof TEXTS.ru>;

const texts = createInstance();
void texts.init({
  resources: Object.fromEntries(LANGUAGES.map((language) => [language, { translation: TEXTS[language] }])),
  supportedLngs: LANGUAGES,
  fallbackLng: FALLBACK_LANGUAGE,
  initAsync: false,
  interpolation: { escapeValue: false },
});

/**
 * Returns a text in the given language. `count` chooses the plural form.
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
