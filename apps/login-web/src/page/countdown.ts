/** `4:31`, and `23:59:59` for an hour or more. */
export function clock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Whole seconds until a moment, 0 after it. Moments are the browser's own time, so a wrong clock harms nothing. */
export const secondsUntil = (moment: number, now: number): number =>
  Math.max(0, Math.ceil((moment - now) / 1000));

/**
 * Calls at once and each second while seconds are left, the last time with 0. It counts from the clock, since browsers
 * slow the timers of a page that is not looked at.
 * @returns stops it
 */
export function countDown(until: number, tell: (secondsLeft: number) => void): () => void {
  const tick = () => {
    const left = secondsUntil(until, Date.now());
    if (left === 0) window.clearInterval(timer);
    tell(left);
  };
  const timer = window.setInterval(tick, 1000);
  tick();
  return () => window.clearInterval(timer);
}
