const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** Formats a duration in its two largest units: `2 h 5 min`. */
export function durationText(ms: number): string {
  let left = Math.max(0, Math.round(ms / 1000));
  const parts: string[] = [];
  for (const [unit, seconds] of UNITS) {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
}

/** Formats `2027-01-01 00:00:00 UTC (in 3 d 4 h)`. */
export function instantText(instant: Date, now: Date): string {
  const ms = instant.getTime() - now.getTime();
  const distance = ms >= 0 ? `in ${durationText(ms)}` : `${durationText(-ms)} ago`;
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC (${distance})`;
}

/** Formats `2027-01-01`, in UTC. */
export const dateText = (instant: Date): string => instant.toISOString().slice(0, 10);
