import { html, nothing, type TemplateResult } from 'lit';
import type { Ui } from '../ui/ui.ts';
import {
  botPart,
  type CodeViewState,
  resendText,
  shownPhone,
  telegramPart,
  validityText,
} from './code-view.ts';
import { isAlive } from './pending-sign-in.ts';

export interface CodeFormEvents {
  readonly onBack: () => void;
  readonly onOtherPhone: () => void;
  /** The person opens the bot. */
  readonly onTelegram: () => void;
  readonly onPaste: () => void;
  readonly onInput: () => void;
  readonly onSubmit: () => void;
  readonly onResend: () => void;
}

/** The template of the code step. */
export function codeForm(
  state: CodeViewState,
  ui: Ui,
  events: CodeFormEvents,
  feedback: TemplateResult | typeof nothing,
): TemplateResult {
  const { translator, actions } = ui;
  // Without a code that may be correct, "get a new code" is the main button.
  const isEnded = state.pending.challenge !== undefined && !isAlive(state.pending);
  const busy = (button: string) => (actions.isBusy(button) ? 'true' : nothing);
  const submit = (event: Event): void => {
    event.preventDefault();
    events.onSubmit();
  };
  return html`<section id="code-step" part="step" ?hidden=${feedback === nothing}>
    <div class="heading">
      <button
        type="button"
        id="back"
        class="back"
        part="back"
        aria-label=${translator.text('back')}
        @click=${events.onBack}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M15 5l-7 7 7 7" /></svg>
      </button>
      <h1 id="code-heading" part="heading" tabindex="-1">${translator.text('codeHeading')}</h1>
    </div>
    <p class="lead">
      ${translator.text('codeFor')}
      <strong id="code-phone" class="number">${shownPhone(state.pending)}</strong>
    </p>
    <div id="telegram" class="telegram" @click=${events.onTelegram}>
      ${telegramPart(state, translator)} ${botPart(state, translator)}
    </div>
    <form id="code-form" novalidate @submit=${submit}>
      <label for="code">${translator.text('codeLabel')}</label>
      <input
        id="code"
        class="number"
        part="input code"
        type="text"
        inputmode="numeric"
        autocomplete="one-time-code"
        enterkeyhint="done"
        spellcheck="false"
        aria-describedby="error code-left"
        aria-invalid=${ui.feedback.isInvalid('code') ? 'true' : nothing}
        @paste=${events.onPaste}
        @input=${events.onInput}
      />
      <p id="code-left" class="aside" .textContent=${validityText(state, translator)}></p>
      ${feedback}
      <button
        type="submit"
        id="verify"
        class=${isEnded ? 'quiet' : 'strong'}
        part=${isEnded ? 'button' : 'button primary'}
        aria-disabled=${busy('verify')}
      >
        ${translator.text('verify')}
      </button>
    </form>
    <div class="others">
      <button
        type="button"
        id="resend"
        class=${isEnded ? 'strong' : 'quiet'}
        part=${isEnded ? 'button primary' : 'button'}
        ?disabled=${state.secondsToResend > 0}
        aria-disabled=${busy('resend')}
        @click=${events.onResend}
      >
        ${resendText(state, translator)}
      </button>
      <button type="button" id="other-phone" class="quiet" part="button" @click=${events.onOtherPhone}>
        ${translator.text('otherPhone')}
      </button>
    </div>
  </section>`;
}
