import type { Language } from '@app/contract';
import { optional } from '../page/optional';
import { TEXTS } from './texts';

const LANGUAGES = Object.keys(TEXTS) as Language[];

/** The languages of the browser as BCP 47 tags, the preferred one first. */
export const browserLanguages = (): readonly string[] => optional(() => navigator.languages) ?? [];

const supportedLanguage = (tag: string | null | undefined): Language | undefined => {
  const primary = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === primary);
};

/** Returns the stored choice of the person, else the browser's first supported language, else Russian. */
export function chooseLanguage(stored: string | null, browser: readonly string[]): Language {
  return (
    supportedLanguage(stored) ??
    browser.map(supportedLanguage).find((language) => language !== undefined) ??
    'ru'
  );
}
