import type { Language } from '@app/contract';
import { browserLanguages, chooseLanguage, interpolate, type KeyValueStorage } from '@otpravka/element/pages';
import { type TextKey, TEXTS } from './texts';

const STORAGE_KEY = 'otpravka.language';

/** Texts in the current language. Code that shows a text subscribes, to show it again when the language changes. */
export class Translator {
  private readonly listeners: (() => void)[] = [];
  private current: Language;

  constructor(private readonly storage: KeyValueStorage) {
    this.current = chooseLanguage(storage.getItem(STORAGE_KEY), browserLanguages());
  }

  get language(): Language {
    return this.current;
  }

  text(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
    return interpolate(TEXTS[this.current][key], values);
  }

  changeLanguage(language: Language): void {
    this.current = language;
    this.storage.setItem(STORAGE_KEY, language);
    for (const listener of this.listeners) listener();
  }

  /** Calls the listener now, and again after each change of the language. */
  subscribe(listener: () => void): void {
    this.listeners.push(listener);
    listener();
  }
}
