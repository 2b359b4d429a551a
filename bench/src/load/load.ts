import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, Connection } from './connection';

export interface Exchange {
  readonly request: string;
  /** Keeps what later requests need. It is called between two requests of a connection, so it must be cheap. */
  readonly keep?: (answer: Answer) => void;
}

/** Where the requests of an operation come from. @returns undefined when none is left */
export type Source = () => Exchange | undefined;

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** The status of every answer. Another one fails the run. */
  readonly status: number;
  /** Either may be absent; the load ends with the first, or with the source. */
  readonly seconds?: number;
  readonly count?: number;
  /** Sends that many, evenly spaced. Without it each connection sends as soon as the former request is answered. */
  readonly perSecond?: number;
}

export interface Load {
  readonly count: number;
  readonly seconds: number;
  /** Milliseconds, sorted. */
  readonly latencies: Float64Array;
}

/** Sends requests on all connections at once. */
export async function runLoad(source: Source, options: LoadOptions): Promise<Load> {
  const { port, status, seconds = Infinity, count = Infinity, perSecond } = options;
  const connections = await Promise.all(
    Array.from({ length: options.connections }, () => Connection.open(port)),
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
      next.keep?.(answer);
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
 * @returns the moment from which a latency counts: the planned one where it is over, because the request had to wait for a free
 * connection; else now, because timers wake late
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
