import type { Language } from '@otpravka/client';
import { en } from './en';
import { kk } from './kk';
import { ru } from './ru';
import { uz } from './uz';

export type TextKey = keyof typeof ru;
export type Texts = Readonly<Record<TextKey, string>>;

/** The texts in every language; the compiler reports a missing one. */
export const TEXTS: Readonly<Record<Language, Texts>> = { ru, kk, uz, en };

/** Each language in itself, and its short form for the language switch. */
export const LANGUAGE_NAMES: Readonly<Record<Language, { readonly full: string; readonly short: string }>> = {
  ru: { full: 'Русский', short: 'Рус' },
  kk: { full: 'Қазақша', short: 'Қаз' },
  uz: { full: 'O‘zbekcha', short: 'O‘zb' },
  en: { full: 'English', short: 'Eng' },
};
export const PAGE_LANGUAGES: readonly Language[] = ['ru', 'kk', 'uz', 'en'];
