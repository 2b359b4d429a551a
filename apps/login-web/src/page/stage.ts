import { byId } from './element';
import { optional } from './optional';
import type { Trouble } from './trouble';

/** Shows one step at a time. The focus goes along, so that a screen reader and a keyboard are where the eyes are. */
export class Stage {
  private readonly steps = [...document.querySelectorAll<HTMLElement>('main > section')];
  private readonly status = byId('status', HTMLElement);
  /** The action that runs; another step may be shown before it ends. */
  private action: { readonly button: HTMLElement } | undefined;

  constructor(private readonly trouble: Trouble) {}

  /**
   * An action that still runs belonged to the former step: it is abandoned, so that this step can act at once.
   * @param focus the heading of the step, where nothing else is said
   */
  show(step: HTMLElement, focus: HTMLElement | null = step.querySelector('h1')): void {
    this.release();
    for (const other of this.steps) other.hidden = other !== step;
    this.trouble.moveInto(step);
    focus?.focus();
  }

  /** Good news, for eyes and for ears. */
  tell(say: () => string): void {
    this.trouble.note(say);
    this.announce(say());
  }

  /**
   * Runs one action of the page at a time; its button stays focusable and says that it is busy. The layout may move under a
   * pointer while an action runs, so the second press of a double click can meet another button: it does nothing.
   * @param act ignores what the API answers once it is abandoned
   */
  whileBusy(button: HTMLElement, act: (isAbandoned: () => boolean) => Promise<void>): () => void {
    return () => {
      if (this.action) return;
      const action = { button };
      const isAbandoned = (): boolean => this.action !== action;
      this.action = action;
      button.setAttribute('aria-disabled', 'true');
      void act(isAbandoned)
        .catch((failure: unknown) => this.trouble.explain(failure))
        .finally(() => {
          if (!isAbandoned()) this.release();
        });
    };
  }

  private release(): void {
    this.action?.button.removeAttribute('aria-disabled');
    this.action = undefined;
  }

  /** For ears: what the eyes can see change by itself. */
  announce(text: string): void {
    this.status.textContent = text;
  }
}

/**
 * Fingers need the room that an opening keyboard takes; with a mouse one types at once.
 * @returns the field to focus, or undefined for the heading
 */
export const fieldFirst = (field: HTMLElement): HTMLElement | undefined =>
  optional(() => window.matchMedia('(pointer: coarse)').matches) ? undefined : field;
