import type { Translator } from '../language/translator';
import type { Feedback } from './feedback';
import type { Steps } from './steps';

/** What every step of the page uses. */
export interface Page {
  readonly translator: Translator;
  readonly steps: Steps;
  readonly feedback: Feedback;
}
