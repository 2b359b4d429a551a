import type { Language } from '@otpravka/client';
import { browserLanguages, chooseLanguage, interpolate, type KeyValueStorage } from '@otpravka/element/pages';
import { pluralText } from './plural';
import { type TextKey, TEXTS } from './texts';

/** The sign-in page uses the same key, so that both pages speak one language. */
const STORAGE_KEY = 'otpravka.language';

/** Texts in the current language. */
export class Translator {
  language: Language;

  constructor(
    private readonly storage: KeyValueStorage,
    browser = browserLanguages(),
  ) {
    this.language = chooseLanguage(storage.getItem(STORAGE_KEY), browser);
  }

  text(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
    return interpolate(TEXTS[this.language][key], values);
  }

  /** A text in the plural form of the number. */
  count(key: TextKey, count: number): string {
    return interpolate(pluralText(this.language, TEXTS[this.language][key], count), { count });
  }

  change(language: Language): void {
    this.language = language;
    this.storage.setItem(STORAGE_KEY, language);
  }
}
