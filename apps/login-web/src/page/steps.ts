import { byId } from './element';
import type { Feedback } from './feedback';
import { optional } from './optional';

/** Shows one step at a time. The focus moves with it, for screen readers and keyboards. */
export class Steps {
  private readonly steps = [...document.querySelectorAll<HTMLElement>('main > section')];
  private readonly status = byId('status', HTMLElement);
  private isBusy = false;

  constructor(private readonly feedback: Feedback) {}

  /** @param focus the heading of the step by default */
  show(step: HTMLElement, focus: HTMLElement | null = step.querySelector('h1')): void {
    for (const other of this.steps) other.hidden = other !== step;
    this.feedback.moveInto(step);
    focus?.focus();
  }

  /** Shows a success message and announces it to screen readers. */
  showSuccess(text: () => string): void {
    this.feedback.showSuccess(text);
    this.announce(text());
  }

  /**
   * Returns a listener that runs the action unless another action of the page is running. The layout can move under the
   * pointer meanwhile, so the second press of a double click may hit another button and must do nothing. The button stays
   * focusable and reports that it is busy.
   */
  oneAtATime(button: HTMLElement, action: () => Promise<void>): () => void {
    return () => {
      if (this.isBusy) return;
      this.isBusy = true;
      button.setAttribute('aria-disabled', 'true');
      void action()
        .catch((failure: unknown) => this.feedback.showFailure(failure))
        .finally(() => {
          this.isBusy = false;
          button.removeAttribute('aria-disabled');
        });
    };
  }

  /** Tells screen readers about a change that is visible anyway. */
  announce(text: string): void {
    this.status.textContent = text;
  }
}

/**
 * Returns the field that gets the focus when its step opens, or undefined for the heading: on a touch screen, focusing a
 * field would open the keyboard over the step.
 */
export const initialFocus = (field: HTMLElement): HTMLElement | undefined =>
  optional(() => window.matchMedia('(pointer: coarse)').matches) ? undefined : field;
