import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from '@otpravka/client';
import { LANGUAGE_NAMES, PAGE_LANGUAGES } from '../language/texts';
import type { Action } from '../page/action';
import { button } from '../page/button';
import type { Ui } from '../page/screen';

interface LanguageFormEvents {
  readonly onSave: (language: Language) => void;
  readonly onCancel: () => void;
}

/** The choice of the language that the bot speaks. */
export class LanguageForm {
  private chosen: Language = 'ru';

  constructor(
    private readonly ui: Ui,
    private readonly action: Action,
    private readonly events: LanguageFormEvents,
  ) {}

  open(language: Language): void {
    this.chosen = language;
    this.ui.focus(`language-${language}`);
  }

  template(): TemplateResult {
    const { translator } = this.ui;
    return html`<form class="editor" @submit=${this.onSubmit} @keydown=${this.onKey}>
      <div class="radios" role="radiogroup" aria-labelledby="language-label">
        ${PAGE_LANGUAGES.map((language) => this.radio(language))}
      </div>
      ${this.action.error('language')}
      <div class="buttons">
        <button
          type="submit"
          class="strong"
          aria-disabled=${this.action.isBusy('language') ? 'true' : nothing}
        >
          ${translator.text('save')}
        </button>
        ${button({ kind: 'quiet', text: translator.text('cancel'), onClick: this.events.onCancel })}
      </div>
    </form>`;
  }

  private radio(language: Language): TemplateResult {
    return html`<label lang=${language}>
      <input
        type="radio"
        id="language-${language}"
        name="language"
        value=${language}
        .checked=${this.chosen === language}
        @change=${() => (this.chosen = language)}
      />
      ${LANGUAGE_NAMES[language].full}
    </label>`;
  }

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.events.onSave(this.chosen);
  };

  private readonly onKey = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') this.events.onCancel();
  };
}
