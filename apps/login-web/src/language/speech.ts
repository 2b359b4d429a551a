import type { Language } from '@app/contract';
import { chooseLanguage } from './choose-language';
import type { Memory } from '../page/memory';
import { filled, type TextKey, TEXTS } from './texts';

const STORED_AS = 'otpravka.language';

/** The language in which the page speaks now. Who has shown a text listens, to show it again after a change. */
export class Speech {
  private readonly listeners: (() => void)[] = [];
  private chosen: Language;

  constructor(
    private readonly storage: Memory,
    browser: readonly string[],
  ) {
    this.chosen = chooseLanguage(storage.getItem(STORED_AS), browser);
  }

  get language(): Language {
    return this.chosen;
  }

  say(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
    return filled(TEXTS[this.chosen][key], values);
  }

  choose(language: Language): void {
    this.chosen = language;
    this.storage.setItem(STORED_AS, language);
    for (const listener of this.listeners) listener();
  }

  /** Calls at once, and again whenever the language changes. */
  follow(listener: () => void): void {
    this.listeners.push(listener);
    listener();
  }
}
