import { html, nothing, type TemplateResult } from 'lit';
import { shownPhone } from '../code/code-view.ts';
import { isAlive, type PendingSignIn, pendingBotCode, pendingSignIn } from '../code/pending-sign-in.ts';
import type { SignInClient } from '../client/sign-in-client.ts';
import { timeAfter } from '../ui/countdown.ts';
import { digitsOf } from '../ui/digits.ts';
import { isFailure } from '../ui/failure.ts';
import { initialFocus } from '../ui/focus.ts';
import type { Ui } from '../ui/ui.ts';
import { EXAMPLES } from './countries.ts';
import type { CountryMemory } from './country-memory.ts';
import { CountryPicker } from './country-picker.ts';
import { dialledCountry, formatPhone, formattedInput, phoneNumber } from './phone-format.ts';

export interface PhoneStepEvents {
  readonly onPending: (pending: PendingSignIn) => void;
  /** Show the code step again. */
  readonly onResume: () => void;
}

/** The first step: enter a phone number and request a code. */
export class PhoneStep {
  private readonly picker: CountryPicker;
  private typed = '';
  /** When the phone in the field can request a code again. */
  private resendAt = 0;
  /** The sign-in that the person has left and can return to. */
  private left: PendingSignIn | undefined;

  constructor(
    private readonly client: () => SignInClient,
    private readonly ui: Ui,
    private readonly memory: CountryMemory,
    private readonly events: PhoneStepEvents,
  ) {
    this.picker = new CountryPicker(ui, memory, () => this.onCountryChosen());
  }

  /** @param left the sign-in that the person has left; the next request replaces its challenge */
  show(left?: PendingSignIn): void {
    this.left = left;
    this.ui.afterRender(() => {
      // After a reload the field is empty.
      if (left && this.field.value === '') this.setField(shownPhone(left));
      initialFocus(this.field, this.ui.byId('phone-heading')).focus();
    });
  }

  /** Forgets the phone, because the next person at this page must not read it. */
  clear(): void {
    this.setField('');
  }

  template(feedback: TemplateResult | typeof nothing): TemplateResult {
    const { translator, actions } = this.ui;
    const example = EXAMPLES[this.memory.country];
    return html`<section id="phone-step" part="step" ?hidden=${feedback === nothing}>
      <h1 id="phone-heading" part="heading" tabindex="-1">${translator.text('phoneHeading')}</h1>
      <p class="lead">${translator.text('phoneLead')}</p>
      <form id="phone-form" novalidate @submit=${this.onSubmit}>
        <label for="phone">${translator.text('phoneLabel')}</label>
        <div class="phone-field" part="field">
          ${this.picker.button()}
          <input
            id="phone"
            part="input"
            type="tel"
            inputmode="tel"
            autocomplete="tel"
            enterkeyhint="send"
            maxlength="64"
            placeholder=${example === undefined ? '' : formatPhone(example, this.memory.country)}
            aria-describedby="error"
            aria-invalid=${this.ui.feedback.isInvalid('phone') ? 'true' : nothing}
            @input=${this.onInput}
            @change=${() => this.reformat()}
          />
        </div>
        ${this.picker.list()} ${feedback}
        <button
          type="submit"
          id="request"
          class="strong"
          part="button primary"
          aria-disabled=${actions.isBusy('request') ? 'true' : nothing}
        >
          ${translator.text('request')}
        </button>
        <button type="button" id="asked-bot" class="quiet" part="button" @click=${this.useBotCode}>
          ${translator.text('askedBot')}
        </button>
        ${
          this.left
            ? html`<button
                type="button"
                id="resume"
                class="quiet"
                part="button"
                @click=${this.events.onResume}
              >
                ${translator.text('resume')}
              </button>`
            : nothing
        }
      </form>
    </section>`;
  }

  /** Shows why a request failed, beside the phone field if the phone is invalid. */
  showFailure(failure: unknown): void {
    const { feedback } = this.ui;
    const isInvalid = isFailure(failure) && failure.code === 'phone_invalid';
    feedback.showFailure(failure, isInvalid ? 'phone' : undefined);
    if (isInvalid) this.ui.afterRender(() => this.field.focus());
    if (!isFailure(failure) || !('retryAfter' in failure)) return;
    this.resendAt = timeAfter(failure.retryAfter);
    // The bot still gives its owner a code.
    if (failure.code === 'phone_locked') this.events.onPending({ ...this.pendingBotCode(), isLocked: true });
    else feedback.showRetryTime(failure.retryAfter);
  }

  private get field(): HTMLInputElement {
    return this.ui.byId<HTMLInputElement>('phone');
  }

  private onCountryChosen(): void {
    this.memory.save();
    this.reformat();
    this.field.focus();
  }

  private reformat(): void {
    if (digitsOf(this.field.value) !== '') this.setField(formatPhone(this.field.value, this.memory.country));
  }

  private setField(value: string): void {
    if (this.field.value !== value) this.field.value = value;
    this.typed = value;
  }

  private readonly onInput = (): void => {
    const { field, memory } = this;
    const country = dialledCountry(field.value, memory.country);
    if (country !== memory.country) memory.country = country;
    this.setField(formattedInput(field, this.typed, country) ?? field.value);
    this.resendAt = 0;
    this.ui.render();
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.ui.actions.start('request', (isAbandoned) => this.requestCode(isAbandoned));
  };

  private async requestCode(isAbandoned: () => boolean): Promise<void> {
    this.ui.feedback.clear();
    const phone = this.field.value.trim();
    if (phone === '') return this.showEmptyPhone();
    this.memory.save();
    try {
      const answer = await this.client().requestCode({
        phone,
        country: this.memory.country,
        language: this.ui.translator.language,
        ...(this.left?.challenge && { replaces: this.left.challenge.id }),
      });
      if (!isAbandoned()) this.events.onPending(pendingSignIn(answer, Date.now()));
    } catch (failure) {
      if (!isAbandoned()) this.showFailure(failure);
    }
  }

  private readonly useBotCode = (): void => {
    if (digitsOf(this.field.value) === '') return this.showEmptyPhone();
    if (this.hasLeftThisPhone) return this.events.onResume();
    this.events.onPending(this.pendingBotCode());
  };

  /** With its challenge the API takes both the code that the page has requested and one from the bot. */
  private get hasLeftThisPhone(): boolean {
    const { left, field, memory } = this;
    if (left === undefined || !isAlive(left)) return false;
    return left.phone === phoneNumber(field.value, memory.country);
  }

  private pendingBotCode(): PendingSignIn {
    const phone = { phone: this.field.value.trim(), country: this.memory.country };
    return pendingBotCode(phone, this.resendAt);
  }

  private showEmptyPhone(): void {
    const { translator, feedback } = this.ui;
    feedback.showError(() => translator.text('phoneEmpty'), 'phone');
    this.ui.afterRender(() => this.field.focus());
  }
}
