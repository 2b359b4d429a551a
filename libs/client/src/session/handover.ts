import { Listeners } from './listeners.ts';

/** How long to wait for the tokens of the tab whose lock has ended. They are on their way then. */
const LONGEST_MS = 5_000;

/** Lets a tab that has waited for another one's refresh wait for its tokens, too. */
export class Handover {
  private readonly waiting = new Listeners<[]>();
  private settled = 0;

  /** Another tab has told how its refresh ended. */
  settle(): void {
    this.settled++;
    this.waiting.call();
  }

  /** @returns waits until another tab has told so, from now on */
  expect(): () => Promise<void> {
    const before = this.settled;
    return () => (this.settled > before ? Promise.resolve() : this.next());
  }

  private next(): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        off();
        resolve();
      };
      const timer = setTimeout(finish, LONGEST_MS);
      const off = this.waiting.add(finish);
    });
  }
}
