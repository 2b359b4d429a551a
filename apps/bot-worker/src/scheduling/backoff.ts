const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** @returns the delay after this many failures: it doubles from 500 ms up to 30 s */
export const backoffDelayMs = (failures: number): number =>
  Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);
