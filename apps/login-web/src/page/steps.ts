import { byId } from './element';
import type { Feedback } from './feedback';
import { optional } from './optional';

/** Shows one step at a time. The focus moves with it, for screen readers and keyboards. */
export class Steps {
  private readonly steps = [...document.querySelectorAll<HTMLElement>('main > section')];
  private readonly status = byId('status', HTMLElement);
  /** The running action; it may belong to a step that is no longer shown. */
  private action: { readonly button: HTMLElement } | undefined;

  constructor(private readonly feedback: Feedback) {}

  /**
   * Abandons a running action of the former step, so that this step can act at once.
   * @param focus the heading of the step by default
   */
  show(step: HTMLElement, focus: HTMLElement | null = step.querySelector('h1')): void {
    this.endAction();
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
   * @param act ignores the response once the action is abandoned
   */
  oneAtATime(button: HTMLElement, act: (isAbandoned: () => boolean) => Promise<void>): () => void {
    return () => {
      if (this.action) return;
      const action = { button };
      const isAbandoned = (): boolean => this.action !== action;
      this.action = action;
      button.setAttribute('aria-disabled', 'true');
      void act(isAbandoned)
        .catch((failure: unknown) => this.feedback.showFailure(failure))
        .finally(() => {
          if (!isAbandoned()) this.endAction();
        });
    };
  }

  private endAction(): void {
    this.action?.button.removeAttribute('aria-disabled');
    this.action = undefined;
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
