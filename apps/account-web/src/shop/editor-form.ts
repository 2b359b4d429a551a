import { html, nothing, type TemplateResult } from 'lit';
import type { Action } from '../page/action';
import { button } from '../page/button';
import type { Ui } from '../page/screen';

interface EditorFormOptions {
  /** The request that saves, for its button and its error. */
  readonly what: 'name' | 'language';
  readonly leaveText: 'cancel' | 'skip';
  readonly onSave: () => void;
  readonly onLeave: () => void;
}

/** A form that saves one value of the shop: the fields, the error, and two buttons. Escape leaves it. */
export function editorForm(
  fields: TemplateResult,
  ui: Ui,
  action: Action,
  { what, leaveText, onSave, onLeave }: EditorFormOptions,
): TemplateResult {
  const submit = (event: Event): void => {
    event.preventDefault();
    onSave();
  };
  const leaveByEscape = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') onLeave();
  };
  return html`<form class="editor" novalidate @submit=${submit} @keydown=${leaveByEscape}>
    ${fields} ${action.error(what)}
    <div class="buttons">
      <button type="submit" class="strong" aria-disabled=${action.isBusy(what) ? 'true' : nothing}>
        ${ui.translator.text('save')}
      </button>
      ${button({ kind: 'quiet', text: ui.translator.text(leaveText), onClick: onLeave })}
    </div>
  </form>`;
}
