/** Formats `4:31`, or `23:59:59` from one hour on. */
export function clock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The time so many seconds from now. */
export const timeAfter = (seconds: number): number => Date.now() + seconds * 1000;

/** Whole seconds until a time, 0 after it. All times are the browser's own, so a wrong clock has no effect. */
export const secondsUntil = (time: number, now: number): number =>
  Math.max(0, Math.ceil((time - now) / 1000));

/**
 * Calls `onTick` now and each second until 0. The seconds come from the clock, because browsers slow down the timers of a
 * hidden page.
 * @returns a function that stops the countdown
 */
export function countDown(until: number, onTick: (secondsLeft: number) => void): () => void {
  const tick = () => {
    const left = secondsUntil(until, Date.now());
    if (left === 0) window.clearInterval(timer);
    onTick(left);
  };
  const timer = window.setInterval(tick, 1000);
  tick();
  return () => window.clearInterval(timer);
}
