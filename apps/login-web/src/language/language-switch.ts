import type { Language } from '@app/contract';
import type { Speech } from './speech';
import type { TextKey } from './texts';

/** The switch in the corner, and all the texts that stand in the page itself. */
export function makeLanguageSwitch(speech: Speech): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-language]')];
  for (const button of buttons) {
    button.addEventListener('click', () => speech.choose(button.dataset['language'] as Language));
  }
  speech.follow(() => {
    document.documentElement.lang = speech.language;
    document.title = speech.say('pageTitle');
    for (const button of buttons) {
      button.setAttribute('aria-pressed', String(button.dataset['language'] === speech.language));
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
      element.textContent = speech.say(element.dataset['text'] as TextKey);
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
      element.setAttribute('aria-label', speech.say(element.dataset['label'] as TextKey));
    }
  });
}
