import { OtpravkaError } from '@app/client';
import type { Speech } from '../language/speech';
import { clock, countDown } from './countdown';
import { byId } from './element';

/**
 * The one place where a step says what went wrong, next to its field, or that something went well. The countdown stands
 * beside the alert, not in it: a screen reader would read the alert out each second.
 */
export class Trouble {
  private readonly box = byId('trouble', HTMLElement);
  private readonly error = byId('error', HTMLElement);
  private readonly notice = byId('notice', HTMLElement);
  private readonly wait = byId('wait', HTMLElement);
  private stop = (): void => undefined;
  /** Says what is shown, in the language of now. */
  private retell: (() => void) | undefined;

  constructor(private readonly speech: Speech) {
    // The API's words came in the former language alone: none are better than those.
    speech.follow(() => (this.retell ? this.retell() : this.clear()));
  }

  /** Empty, and in the step that is shown now. */
  moveInto(step: HTMLElement): void {
    this.clear();
    step.querySelector('[data-trouble]')?.append(this.box);
  }

  clear(): void {
    this.stop();
    this.retell = undefined;
    for (const line of [this.error, this.notice, this.wait]) line.textContent = '';
    for (const field of document.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
  }

  /** @param field the one to mend, where it is known */
  tell(say: () => string, field?: HTMLElement): void {
    this.show(this.error, say);
    if (field) this.point(field);
  }

  /** What went well, where the eyes are; it goes with the next thing that is done. */
  note(say: () => string): void {
    this.show(this.notice, say);
  }

  /**
   * Says why a call failed. The API's words are in the person's language; those of the client for a missing answer are
   * for who develops with it, and so is a defect of this page.
   */
  explain(failure: unknown, field?: HTMLElement): void {
    if (!(failure instanceof OtpravkaError)) {
      // eslint-disable-next-line no-console -- whoever mends the page needs the stack
      console.error(failure);
      return this.tell(() => this.speech.say('pageFailed'), field);
    }
    if (failure.code === 'unreachable') return this.tell(() => this.speech.say('unreachable'), field);
    this.tell(() => failure.detail, field);
    this.retell = undefined;
  }

  point(field: HTMLElement): void {
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  }

  /** Where there is no field to mend. */
  focus(): void {
    this.error.focus();
  }

  /** Shows how long the person has to wait. */
  waitFor(seconds: number | undefined): void {
    if (seconds === undefined) return;
    this.stop = countDown(Date.now() + seconds * 1000, (left) => {
      this.wait.textContent = left > 0 ? this.speech.say('retryIn', { time: clock(left) }) : '';
    });
  }

  private show(line: HTMLElement, say: () => string): void {
    this.clear();
    this.retell = () => {
      line.textContent = say();
    };
    this.retell();
  }
}
