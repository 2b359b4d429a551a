import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, Connection } from './connection';

export interface Exchange {
  readonly request: string;
  /**
   * Stores data of the answer for later requests. It delays the next request of the connection, so it must be fast.
   * @param sentAt the start of the latency, in milliseconds of `performance.now()`
   */
  readonly keep?: (answer: Answer, sentAt: number) => void;
}

/** @returns the next request of an operation; undefined if none is left */
export type Source = () => Exchange | undefined;

export interface LoadOptions {
  /** The ports of one service, or of several instances among which the connections are divided. */
  readonly ports: readonly number[];
  readonly connections: number;
  /** The status that every answer must have. Any other status fails the run. */
  readonly status: number;
  /** The load ends after `seconds`, after `count` requests, or when the source is empty, whichever comes first. */
  readonly seconds?: number;
  readonly count?: number;
  /** Sends requests at this even rate. Without it, each connection sends a request as soon as it has the last answer. */
  readonly perSecond?: number;
}

export interface Load {
  readonly count: number;
  readonly seconds: number;
  /** In milliseconds, in ascending order. */
  readonly latencies: Float64Array;
}

/** Sends requests over several connections in parallel. */
export async function runLoad(source: Source, options: LoadOptions): Promise<Load> {
  const { ports, status, seconds = Infinity, count = Infinity, perSecond } = options;
  const connections = await Promise.all(
    Array.from({ length: options.connections }, (_, index) => Connection.open(ports[index % ports.length]!)),
  );
  const latencies: number[] = [];
  let started = 0;
  const startedAt = performance.now();
  const deadline = startedAt + seconds * 1000;

  const work = async (connection: Connection): Promise<void> => {
    while (started < count) {
      const plannedAt = perSecond === undefined ? 0 : startedAt + (started * 1000) / perSecond;
      if (Math.max(plannedAt, performance.now()) >= deadline) return;
      const next = source();
      if (next === undefined) return;
      started += 1;
      const sentAt = perSecond === undefined ? performance.now() : await waitUntil(plannedAt);
      const answer = await connection.exchange(next.request);
      latencies.push(performance.now() - sentAt);
      if (answer.status !== status) throw unexpected(answer, next.request);
      next.keep?.(answer, sentAt);
    }
  };
  try {
    await Promise.all(connections.map(work));
  } finally {
    for (const connection of connections) connection.close();
  }
  const elapsed = (performance.now() - startedAt) / 1000;
  return { count: latencies.length, seconds: elapsed, latencies: Float64Array.from(latencies).sort() };
}

/**
 * Waits until the planned time of a request. @returns the start of its latency: the planned time if the request waited for a
 * free connection; otherwise the present time, because a timer may fire late
 */
async function waitUntil(plannedAt: number): Promise<number> {
  const early = plannedAt - performance.now();
  if (early <= 0) return plannedAt;
  await wait(early);
  return performance.now();
}

const unexpected = ({ status, body }: Answer, request: string): Error =>
  new Error(`Answered ${status} ${body.slice(0, 300)} to ${request.slice(0, request.indexOf('\r\n'))}`);

/** The percentile by the nearest-rank method. @param part from 0 to 1 */
export const percentile = (sorted: Float64Array, part: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? NaN;
