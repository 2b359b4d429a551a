import { html, type TemplateResult } from 'lit';
import type { Language } from '@otpravka/client';
import { LANGUAGE_NAMES, PAGE_LANGUAGES } from '../language/texts';
import type { Translator } from '../language/translator';

interface FrameParts {
  readonly translator: Translator;
  readonly announced: string;
  readonly onLanguage: (language: Language) => void;
}

/** The page around its sections: the brand, the choice of the language, and what screen readers say. */
export function frame(
  content: TemplateResult,
  { translator, announced, onLanguage }: FrameParts,
): TemplateResult {
  const { language } = translator;
  return html`<header>
      <p class="brand">
        <svg viewBox="0 0 32 24" aria-hidden="true" focusable="false">
          <rect x="1.5" y="1.5" width="29" height="21" rx="3" />
          <path d="M2.5 3.5 16 14 29.5 3.5" />
        </svg>
        <span>${translator.text('brand')}</span>
      </p>
      <div class="languages" role="group" aria-label=${translator.text('languages')}>
        ${PAGE_LANGUAGES.map(
          (each) =>
            html`<button
              type="button"
              lang=${each}
              data-language=${each}
              title=${LANGUAGE_NAMES[each].full}
              aria-pressed=${each === language}
              @click=${() => onLanguage(each)}
            >
              ${LANGUAGE_NAMES[each].short}
            </button>`,
        )}
      </div>
    </header>
    <main>${content}</main>
    <p id="status" class="unseen" role="status" aria-live="polite" .textContent=${announced}></p>`;
}
