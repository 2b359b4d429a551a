import type { Language } from '@app/contract';
import { errorsEn } from './errors-en';
import { errorsKk } from './errors-kk';
import { errorsRu } from './errors-ru';
import { errorsUz } from './errors-uz';

/** The texts of the errors by language. The account page shows them too, because an error survives a change of its language. */
export const ERROR_TEXTS = {
  ru: errorsRu,
  en: errorsEn,
  kk: errorsKk,
  uz: errorsUz,
} as const satisfies Readonly<Record<Language, object>>;
