import type { Language } from '@app/contract';
import type { TextKey } from './texts';
import type { Translator } from './translator';

/** Connects the language buttons, and translates the texts of `index.html` after each change. */
export function connectLanguageSwitch(translator: Translator): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-language]')];
  for (const button of buttons) {
    button.addEventListener('click', () => translator.changeLanguage(button.dataset['language'] as Language));
  }
  translator.subscribe(() => {
    document.documentElement.lang = translator.language;
    document.title = translator.text('pageTitle');
    for (const button of buttons) {
      button.setAttribute('aria-pressed', String(button.dataset['language'] === translator.language));
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
      element.textContent = translator.text(element.dataset['text'] as TextKey);
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
      element.setAttribute('aria-label', translator.text(element.dataset['label'] as TextKey));
    }
  });
}
