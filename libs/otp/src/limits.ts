import { upToSeconds } from './transitions';
import type { LimitState } from './types';

export const SECONDS = { minute: 60, hour: 3_600, day: 86_400 } as const;

/** Windows as scripts reply them: count and milliseconds until the reset, one pair a window. */
export function limitStates(
  subject: string,
  windows: readonly (readonly [name: keyof typeof SECONDS, limit: number])[],
  pairs: readonly string[],
): LimitState[] {
  return windows.map(([name, limit], index) => ({
    name: `${subject}-${name}`,
    limit,
    windowSeconds: SECONDS[name],
    remaining: Math.max(0, limit - Number(pairs[index * 2] ?? 0)),
    resetSeconds: upToSeconds(pairs[index * 2 + 1]),
  }));
}
