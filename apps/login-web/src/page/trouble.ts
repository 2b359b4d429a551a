import { OtpravkaError } from '@app/client';
import type { Speech } from '../language/speech';
import { clock, countDown } from './countdown';
import { byId } from './element';

/**
 * The one place where a step says what went wrong, next to its field. The countdown stands beside the alert, not in it:
 * a screen reader would read the alert out each second.
 */
export class Trouble {
  private readonly box = byId('trouble', HTMLElement);
  private readonly error = byId('error', HTMLElement);
  private readonly wait = byId('wait', HTMLElement);
  private stop = (): void => undefined;

  constructor(private readonly speech: Speech) {}

  /** Empty, and in the step that is shown now. */
  moveInto(step: HTMLElement): void {
    this.clear();
    step.querySelector('[data-trouble]')?.append(this.box);
  }

  clear(): void {
    this.stop();
    this.error.textContent = '';
    this.wait.textContent = '';
    for (const field of document.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
  }

  /** @param field the one to mend, where it is known */
  tell(text: string, field?: HTMLElement): void {
    this.clear();
    this.error.textContent = text;
    field?.setAttribute('aria-invalid', 'true');
    field?.focus();
  }

  /**
   * Says why a call failed. The API's words are in the person's language; those of the client for a missing answer are
   * for who develops with it.
   */
  explain(failure: unknown, field?: HTMLElement): void {
    if (!(failure instanceof OtpravkaError)) throw failure;
    this.tell(failure.code === 'unreachable' ? this.speech.say('unreachable') : failure.detail, field);
  }

  /** Shows how long the person has to wait. */
  waitFor(seconds: number | undefined): void {
    if (seconds === undefined) return;
    this.stop = countDown(Date.now() + seconds * 1000, (left) => {
      this.wait.textContent = left > 0 ? this.speech.say('retryIn', { time: clock(left) }) : '';
    });
  }
}
