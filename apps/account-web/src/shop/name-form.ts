import { html, nothing, type TemplateResult } from 'lit';
import type { Action } from '../page/action';
import { button } from '../page/button';
import type { Ui } from '../page/screen';

/** The API accepts as many. */
const MOST_CHARACTERS = 100;

interface NameFormOptions {
  readonly id: string;
  readonly leaveText: 'cancel' | 'skip';
  /** The id of the element that labels the field. */
  readonly labelledBy: string;
  readonly onSave: (name: string) => void;
  readonly onLeave: () => void;
}

/** The field for the name of the shop. What was typed stays there until it is saved. */
export class NameForm {
  private typed = '';

  constructor(
    private readonly ui: Ui,
    private readonly action: Action,
    private readonly options: NameFormOptions,
  ) {}

  open(name: string): void {
    this.typed = name;
    this.ui.focus(this.options.id);
  }

  template(): TemplateResult {
    const { id, labelledBy, leaveText, onLeave } = this.options;
    const { translator } = this.ui;
    return html`<form class="editor" novalidate @submit=${this.onSubmit} @keydown=${this.onKey}>
      <input
        id=${id}
        type="text"
        name="organization"
        autocomplete="organization"
        dir="auto"
        maxlength=${MOST_CHARACTERS}
        aria-labelledby=${labelledBy}
        aria-describedby="name-error"
        aria-invalid=${this.action.hasFailed('name') ? 'true' : nothing}
        .value=${this.typed}
        @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
      />
      ${this.action.error('name')}
      <div class="buttons">
        <button type="submit" class="strong" aria-disabled=${this.action.isBusy('name') ? 'true' : nothing}>
          ${translator.text('save')}
        </button>
        ${button({ kind: 'quiet', text: translator.text(leaveText), onClick: onLeave })}
      </div>
    </form>`;
  }

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.options.onSave(this.typed);
  };

  private readonly onKey = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') this.options.onLeave();
  };
}
