import { FALLBACK_LANGUAGE, LANGUAGES, type Language } from '@app/contract';
import { createInstance } from 'i18next';
import { botEn } from './bot-en';
import { botKk } from './bot-kk';
import { botRu } from './bot-ru';
import { botUz } from './bot-uz';
import { errorsEn } from './errors-en';
import { errorsKk } from './errors-kk';
import { errorsRu } from './errors-ru';
import { errorsUz } from './errors-uz';
import type { WithoutPlural } from './texts-like';

/** Every text by language. */
export const TEXTS = {
  ru: { error: errorsRu, bot: botRu },
  en: { error: errorsEn, bot: botEn },
  kk: { error: errorsKk, bot: botKk },
  uz: { error: errorsUz, bot: botUz },
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
