import { setTimeout as wait } from 'node:timers/promises';

/** Time as the budget reads it. A test advances it by hand. */
export interface BudgetClock {
  /** Milliseconds since the epoch, by the clock of this process. */
  now(): number;
  wait(ms: number): Promise<unknown>;
  /** The time that is given to the scripts. '' stands for the clock of Redis, which all workers share. */
  redisNow(): number | '';
}

export const SYSTEM_CLOCK: BudgetClock = { now: () => Date.now(), wait, redisNow: () => '' };
