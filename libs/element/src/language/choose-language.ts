import { optional } from '../ui/optional.ts';
import type { Language } from '@otpravka/client';
import { TEXTS } from './texts.ts';

const LANGUAGES = Object.keys(TEXTS) as Language[];

/** The languages of the browser as BCP 47 tags, the preferred one first. */
export const browserLanguages = (): readonly string[] => optional(() => navigator.languages) ?? [];

const supportedLanguage = (tag: string | null | undefined): Language | undefined => {
  const primary = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === primary);
};

/** Returns the chosen language, else the browser's first supported one, else Russian. */
export function chooseLanguage(chosen: string | null | undefined, browser: readonly string[]): Language {
  return (
    supportedLanguage(chosen) ??
    browser.map(supportedLanguage).find((language) => language !== undefined) ??
    'ru'
  );
}
