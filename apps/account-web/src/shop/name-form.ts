import { html, nothing, type TemplateResult } from 'lit';
import type { Action } from '../page/action';
import type { Ui } from '../page/screen';
import { editorForm } from './editor-form';

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
    const field = html`<input
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
    />`;
    const onSave = () => this.options.onSave(this.typed);
    return editorForm(field, this.ui, this.action, { what: 'name', leaveText, onSave, onLeave });
  }
}
