const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest units: `2 h 5 min`. */
export function duration(ms: number): string {
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

/** `2027-01-01 00:00:00 UTC (in 3 d 4 h)`. */
export function when(instant: Date, now: Date): string {
  const ms = instant.getTime() - now.getTime();
  const distance = ms >= 0 ? `in ${duration(ms)}` : `${duration(-ms)} ago`;
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC (${distance})`;
}

/** Names and what is said of them, one below the other. */
export function rows(lines: readonly (readonly [name: string, says: string])[]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, says]) => `  ${name.padEnd(width)}  ${says}`).join('\n');
}
