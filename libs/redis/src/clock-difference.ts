/** Above this, access tokens seem expired or too new to others. `doctor` reports smaller differences too. */
const HARMFUL_MS = 30_000;

/**
 * Compares the clock of a server with that of this machine by its answer to INFO.
 * @returns a sentence for the log if they differ by more than half a minute
 */
export function clockDifference(info: string, nowMs: number): string | undefined {
  const [, microseconds] = /^server_time_usec:(\d+)/m.exec(info) ?? [];
  if (microseconds === undefined) return undefined;
  const aheadMs = Number(microseconds) / 1000 - nowMs;
  if (Math.abs(aheadMs) <= HARMFUL_MS) return undefined;
  const direction = aheadMs > 0 ? 'ahead of' : 'behind';
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return `The clock of Redis is ${seconds} s ${direction} the clock of this machine: synchronize both, for example with chrony`;
}
