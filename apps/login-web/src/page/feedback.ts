import { OtpravkaError } from '@otpravka/client';
import type { Translator } from '../language/translator';
import { clock, countDown } from './countdown';
import { byId } from './element';

/**
 * The messages of the current step: an error beside its field, a success message, and the time until a retry. The
 * countdown is outside the alert element, because a screen reader would read the alert out each second.
 */
export class Feedback {
  private readonly box = byId('trouble', HTMLElement);
  private readonly error = byId('error', HTMLElement);
  private readonly success = byId('notice', HTMLElement);
  private readonly wait = byId('wait', HTMLElement);
  private stopCountdown = (): void => undefined;
  /** Writes the current message again, in the current language. */
  private rewrite: (() => void) | undefined;

  constructor(private readonly translator: Translator) {
    // A text of the API exists in the language of its request only, so a change of the language clears it.
    translator.subscribe(() => (this.rewrite ? this.rewrite() : this.clear()));
  }

  /** Clears the messages and moves their element into the step. */
  moveInto(step: HTMLElement): void {
    this.clear();
    step.querySelector('[data-trouble]')?.append(this.box);
  }

  clear(): void {
    this.stopCountdown();
    this.rewrite = undefined;
    for (const line of [this.error, this.success, this.wait]) line.textContent = '';
    for (const field of document.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
  }

  /** @param field the field to correct, if it is known */
  showError(text: () => string, field?: HTMLElement): void {
    this.write(this.error, text);
    if (field) this.markInvalid(field);
  }

  /** The message stays until the next action. */
  showSuccess(text: () => string): void {
    this.write(this.success, text);
  }

  /**
   * Shows why a request failed. The API's texts are in the person's language. The client's own texts and a defect of this
   * page are for developers, so the page shows a text of its own instead.
   */
  showFailure(failure: unknown, field?: HTMLElement): void {
    if (!(failure instanceof OtpravkaError)) {
      // eslint-disable-next-line no-console -- a developer needs the stack
      console.error(failure);
      return this.showError(() => this.translator.text('pageFailed'), field);
    }
    if (failure.code === 'unreachable') {
      return this.showError(() => this.translator.text('unreachable'), field);
    }
    this.showError(() => failure.text, field);
    this.rewrite = undefined;
  }

  markInvalid(field: HTMLElement): void {
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  }

  /** For an error that no field can correct. */
  focusError(): void {
    this.error.focus();
  }

  /** Counts down until the person can retry. */
  showRetryCountdown(seconds: number | undefined): void {
    if (seconds === undefined) return;
    this.stopCountdown = countDown(Date.now() + seconds * 1000, (left) => {
      this.wait.textContent = left > 0 ? this.translator.text('retryIn', { time: clock(left) }) : '';
    });
  }

  private write(line: HTMLElement, text: () => string): void {
    this.clear();
    this.rewrite = () => {
      line.textContent = text();
    };
    this.rewrite();
  }
}
