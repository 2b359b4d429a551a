import type { Language } from '@app/contract';
import { optional } from '../page/optional';
import { TEXTS } from './texts';

const LANGUAGES = Object.keys(TEXTS) as Language[];

/** BCP 47, the first is the most wanted. */
export const browserLanguages = (): readonly string[] => optional(() => navigator.languages) ?? [];

const known = (tag: string | null | undefined): Language | undefined => {
  const primary = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === primary);
};

/** What the person chose here before, else the first of the browser's languages that we have, else Russian. */
export function chooseLanguage(stored: string | null, browser: readonly string[]): Language {
  return known(stored) ?? browser.map(known).find((language) => language !== undefined) ?? 'ru';
}
