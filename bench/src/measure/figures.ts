import type { OperationName } from '../candidates/candidate';
import type { DeliveryFigures } from '../delivery/delivery-figures';

/** The measurements of one operation of one candidate. */
export interface OperationFigures {
  /** Requests a second over all connections. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time per operation, in microseconds. */
  readonly serviceUs: number;
  readonly redisUs: number;
  readonly postgresUs: number;
  /** The client shares a core with the stores. */
  readonly clientUs: number;
  /** The used part of the core of the service. Far below 1, the stores or the client limit the rate. */
  readonly serviceBusy: number;
  /** Redis commands per operation, including commands inside scripts. */
  readonly redisCommands: number;
  /** Redis commands per operation, counted by MONITOR over a few operations of the first round. */
  readonly redisOverNetwork?: number;
  readonly redisInScripts?: number;
  /** Statements per operation, each of which is a round trip to Postgres. Only in the first round. */
  readonly statements?: number;
  /** Latency with one connection. */
  readonly oneP50Ms: number;
  readonly oneP99Ms: number;
  /** Latency at half of `perSecond`. Only in the first round. */
  readonly halfP50Ms?: number;
  readonly halfP99Ms?: number;
}

export interface CandidateFigures {
  readonly startMs: number;
  /** Resident memory before the first request, and after the last. */
  readonly idleMb: number;
  readonly loadedMb?: number;
  readonly operations: Partial<Record<OperationName, OperationFigures>>;
}

export interface Results {
  readonly date: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    readonly division: string;
  };
  readonly settings: {
    readonly seconds: number;
    readonly rounds: number;
    readonly connections: number;
    readonly deliverySeconds?: number;
  };
  readonly candidates: Readonly<Record<string, CandidateFigures>>;
  readonly delivery?: readonly DeliveryFigures[];
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
};

/** The median of each figure over the rounds that have it. */
function medians<Figures extends object>(rounds: readonly Figures[]): Figures {
  const values = new Map<string, number[]>();
  for (const round of rounds) {
    for (const [name, value] of Object.entries(round) as [string, number | undefined][]) {
      if (value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return Object.fromEntries([...values].map(([name, found]) => [name, median(found)])) as Figures;
}

/** Combines the rounds of one candidate into medians. */
export function combine(rounds: readonly CandidateFigures[]): CandidateFigures {
  const names = [...new Set(rounds.flatMap(({ operations }) => Object.keys(operations)))] as OperationName[];
  const operations = Object.fromEntries(
    names.map((name) => [
      name,
      medians(rounds.map((round) => round.operations[name]).filter((found) => found !== undefined)),
    ]),
  );
  const ofProcess = medians(rounds.map(({ operations: _, ...figures }) => figures));
  return { ...ofProcess, operations };
}
