import type { Translator } from '../language/translator.ts';
import type { Actions } from './actions.ts';
import type { Feedback } from './feedback.ts';

/** What the steps use of the element that shows them. */
export interface Ui {
  readonly translator: Translator;
  readonly feedback: Feedback;
  readonly actions: Actions;
  /** Renders the element again, soon. */
  render(): void;
  /** Runs once the element shows its present state, for example to focus a field that was hidden. */
  afterRender(work: () => void): void;
  /** Returns the element with this id. @throws Error if the templates lack it */
  byId<T extends HTMLElement = HTMLElement>(id: string): T;
  /** Tells screen readers about a change that is visible anyway. */
  announce(text: string): void;
}
