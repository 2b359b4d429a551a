/** The steps before the session that are entries of the browser's history. */
export type Entry = 'phone' | 'code';

const MARK = 'otpravkaStep';

/**
 * Where the page stands in the browser's history: the code step lies upon the phone step, so that Back leads from the
 * one to the other, not off the site, and Forward returns. A mark outlives a reload, as its entry does.
 */
export class Trail {
  constructor(private readonly history: Pick<History, 'state' | 'pushState' | 'replaceState'>) {}

  /** Undefined for an entry that the person has just come to. */
  get here(): Entry | undefined {
    return (this.history.state as Partial<Record<typeof MARK, Entry>> | null)?.[MARK];
  }

  toCode(): void {
    if (this.here === 'code') return;
    this.toPhone();
    this.history.pushState({ [MARK]: 'code' }, '');
  }

  /** The phone step in this very entry: there is nothing to come back to. */
  toPhone(): void {
    this.history.replaceState({ [MARK]: 'phone' }, '');
  }
}
