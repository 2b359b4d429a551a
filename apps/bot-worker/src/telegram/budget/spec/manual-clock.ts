import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BudgetClock } from '../budget-clock';

/** A clock that stands still until a test advances it. All instants are whole milliseconds. */
export class ManualClock implements BudgetClock {
  private at = 1_800_000_000_000;
  private asleep: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.at;
  }

  redisNow(): number {
    return this.at;
  }

  wait(ms: number): Promise<void> {
    return new Promise((wake) => this.asleep.push({ at: this.at + Math.ceil(ms), wake }));
  }

  advance(ms: number): void {
    this.at += ms;
    const awake = this.asleep.filter(({ at }) => at <= this.at);
    this.asleep = this.asleep.filter(({ at }) => at > this.at);
    for (const { wake } of awake) wake();
  }

  /** Resolves when at least this many callers wait. */
  async whenWaiting(count: number): Promise<void> {
    while (this.asleep.length < count) await nextTurn();
  }

  /** Runs the work to its end. Whenever all of it waits, the clock advances to the end of the shortest wait. */
  async settle<T>(work: readonly Promise<T>[]): Promise<T[]> {
    let ended = 0;
    const all = Promise.all(work.map((each) => each.finally(() => (ended += 1))));
    all.catch(() => undefined);
    for (;;) {
      while (ended + this.asleep.length < work.length) await nextTurn();
      if (ended === work.length) return all;
      this.advance(Math.min(...this.asleep.map(({ at }) => at)) - this.at);
    }
  }
}
