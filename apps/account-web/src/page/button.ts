import { html, nothing, type TemplateResult } from 'lit';

export interface ButtonOptions {
  readonly id?: string;
  readonly kind: 'strong' | 'quiet' | 'small' | 'danger';
  readonly text: string;
  /** For screen readers, where the text alone does not say what the button is for. */
  readonly label?: string;
  readonly isBusy?: boolean;
  readonly onClick: () => void;
}

/** A button. While it is busy it keeps the focus, and reports that it does nothing. */
export const button = ({ id, kind, text, label, isBusy, onClick }: ButtonOptions): TemplateResult =>
  html`<button
    type="button"
    id=${id ?? nothing}
    class=${kind}
    aria-label=${label ?? nothing}
    aria-disabled=${isBusy ? 'true' : nothing}
    @click=${onClick}
  >
    ${text}
  </button>`;
