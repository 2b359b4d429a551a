/** The steps before the session that are entries of the browser's history. */
export type StepName = 'phone' | 'code';

const STATE_KEY = 'otpravkaStep';

/**
 * The steps in the browser's history. The code step is an entry after the phone step, so that Back shows the phone step
 * instead of leaving the site, and Forward shows the code step again. The state of an entry survives a reload.
 */
export class StepHistory {
  private isGoingBack = false;

  constructor(private readonly history: Pick<History, 'state' | 'pushState' | 'replaceState' | 'back'>) {}

  /** The step of the current entry, or undefined when the person has just arrived. */
  get current(): StepName | undefined {
    return (this.history.state as Partial<Record<typeof STATE_KEY, StepName>> | null)?.[STATE_KEY];
  }

  pushCode(): void {
    this.isGoingBack = false;
    if (this.current === 'code') return;
    this.replaceWithPhone();
    this.history.pushState({ [STATE_KEY]: 'code' }, '');
  }

  /** Goes back from the code step, once: another press, before the browser has gone back, would leave the site. */
  back(): void {
    if (!this.isGoingBack) this.history.back();
    this.isGoingBack = true;
  }

  /** Makes the current entry the phone step, so that Forward does not return to the former step. */
  replaceWithPhone(): void {
    this.history.replaceState({ [STATE_KEY]: 'phone' }, '');
  }
}
