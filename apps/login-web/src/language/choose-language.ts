import type { Language } from '@app/contract';
import { TEXTS } from './texts';

const known = (tag: string | null | undefined): Language | undefined => {
  const primary = tag?.toLowerCase().split('-')[0];
  return primary !== undefined && Object.hasOwn(TEXTS, primary) ? (primary as Language) : undefined;
};

/** What the person chose here before, else the first of the browser's languages that we have, else Russian. */
export function chooseLanguage(stored: string | null, browser: readonly string[]): Language {
  return known(stored) ?? browser.map(known).find((language) => language !== undefined) ?? 'ru';
}
