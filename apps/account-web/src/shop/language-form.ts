import { html, type TemplateResult } from 'lit';
import type { Language } from '@otpravka/client';
import { LANGUAGE_NAMES, PAGE_LANGUAGES } from '../language/texts';
import type { Action } from '../page/action';
import type { Ui } from '../page/screen';
import { editorForm } from './editor-form';

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
    const radios = html`<div class="radios" role="radiogroup" aria-labelledby="language-label">
      ${PAGE_LANGUAGES.map((language) => this.radio(language))}
    </div>`;
    return editorForm(radios, this.ui, this.action, {
      what: 'language',
      leaveText: 'cancel',
      onSave: () => this.events.onSave(this.chosen),
      onLeave: this.events.onCancel,
    });
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
}
