import { durationText } from '../text/time-text';
import { type Check, failed, ok, warning } from './check';

/** How far the clock of a store is ahead of the clock of this machine. */
export interface ClockOffset {
  readonly aheadMs: number;
  /** Half of the time that the question took. */
  readonly uncertaintyMs: number;
}

const TOLERATED_MS = 2_000;
/** An access token that seems to come from the future is refused by other back ends. */
const HARMFUL_MS = 30_000;

/** @param readClock asks a store for its time, in milliseconds */
export async function measureClock(readClock: () => Promise<number>): Promise<ClockOffset> {
  const before = Date.now();
  const there = await readClock();
  const after = Date.now();
  return { aheadMs: there - (before + after) / 2, uncertaintyMs: (after - before) / 2 };
}

export function clockCheck(name: string, store: string, { aheadMs, uncertaintyMs }: ClockOffset): Check {
  const distanceMs = Math.max(0, Math.abs(aheadMs) - uncertaintyMs);
  if (distanceMs <= TOLERATED_MS) return ok(name, `The clocks of ${store} and of this machine agree`);
  const direction = aheadMs > 0 ? 'ahead of' : 'behind';
  const text = `The clock of ${store} is ${durationText(distanceMs)} ${direction} the clock of this machine: synchronize both, for example with chrony`;
  return distanceMs > HARMFUL_MS ? failed(name, text) : warning(name, text);
}
