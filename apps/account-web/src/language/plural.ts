import type { Language } from '@otpravka/client';
import { optional } from '@otpravka/element/pages';

/** The plural forms of our texts, in their order. Kazakh and Uzbek have one form after a number. */
const FORMS: Readonly<Record<Language, readonly string[]>> = {
  ru: ['one', 'few', 'many'],
  en: ['one', 'other'],
  kk: [],
  uz: [],
};

/** The CLDR plural form of a number; `other` in a browser that does not know it. */
export const pluralForm = (language: Language, count: number): string =>
  optional(() => new Intl.PluralRules(language).select(count)) ?? 'other';

/** Chooses the form of a text such as `{count} минуту|{count} минуты|{count} минут`. */
export function pluralText(language: Language, text: string, count: number): string {
  const forms = text.split('|');
  const index = FORMS[language].indexOf(pluralForm(language, count));
  return forms[index] ?? forms[forms.length - 1]!;
}
