import { html, type TemplateResult } from 'lit';
import type { Translator } from '../language/translator.ts';
import { clock, countDown } from './countdown.ts';
import { isFailure } from './failure.ts';

type Text = () => string;

/** A wait up to this long is counted down; a longer one ends at a date. */
const LONGEST_COUNTDOWN_SECONDS = 3_600;

/** Keeps the groups of a phone number in one line. */
const whole = (text: string): string => text.replace(/(\d) (?=\d)/g, '$1\u00a0');

/**
 * The messages of the current step: an error, a success message, and the time until a retry. The time is outside the alert
 * element, because a screen reader would read the alert out each second.
 */
export class Feedback {
  private error: Text | undefined;
  private success: Text | undefined;
  private wait: Text | undefined;
  private invalidField: string | undefined;
  private stopCountdown = (): void => undefined;

  constructor(
    private readonly translator: Translator,
    private readonly render: () => void,
    private readonly onFailure: (failure: unknown) => void,
  ) {}

  clear(): void {
    this.stopCountdown();
    this.error = this.success = this.wait = this.invalidField = undefined;
    this.render();
  }

  /** @param field the id of the field to correct, if it is known */
  showError(text: Text, field?: string): void {
    this.clear();
    this.error = text;
    this.invalidField = field;
  }

  /** The message stays until the next action. */
  showSuccess(text: Text): void {
    this.clear();
    this.success = text;
  }

  /**
   * Shows why a request failed, in the current language even after a change of it. A defect of this script has a text for people,
   * and its stack is for developers.
   */
  showFailure(failure: unknown, field?: string): void {
    if (!isFailure(failure)) {
      // eslint-disable-next-line no-console -- a developer needs the stack
      console.error(failure);
      this.showError(() => this.translator.text('pageFailed'));
    } else this.showError(() => this.translator.failureText(failure), field);
    this.onFailure(failure);
  }

  /** Says when the person can retry. */
  showRetryTime(seconds: number | undefined): void {
    if (seconds === undefined) return;
    this.stopCountdown();
    if (seconds > LONGEST_COUNTDOWN_SECONDS) {
      const date = new Date(Date.now() + seconds * 1000);
      this.wait = () => this.translator.text('retryAt', { date: this.translator.moment(date) });
      return this.render();
    }
    this.stopCountdown = countDown(Date.now() + seconds * 1000, (left) => {
      this.wait = left > 0 ? () => this.translator.text('retryIn', { time: clock(left) }) : undefined;
      this.render();
    });
  }

  markInvalid(field: string): void {
    this.invalidField = field;
    this.render();
  }

  isInvalid(field: string): boolean {
    return this.invalidField === field;
  }

  /** The elements are in the page before their texts, so that screen readers notice the change. */
  template(): TemplateResult {
    return html`<div class="feedback">
      <p id="error" part="error" role="alert" tabindex="-1" .textContent=${whole(this.error?.() ?? '')}></p>
      <p id="notice" part="notice" .textContent=${this.success?.() ?? ''}></p>
      <p id="wait" class="aside" .textContent=${this.wait?.() ?? ''}></p>
    </div>`;
  }
}
