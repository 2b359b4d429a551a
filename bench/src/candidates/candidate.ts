import type { Source } from '../load/load';
import type { PostgresServer } from '../stores/postgres';
import type { RedisServer } from '../stores/redis';

export interface Stores {
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
}

export interface Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The rows of the table. `bare` is Fastify without a store: its rate shows how fast the machine is. */
export const OPERATIONS = [
  'bare',
  'request-otp',
  'verify-otp first',
  'verify-otp returning',
  'me',
  'refresh',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

export interface Operation {
  readonly name: OperationName;
  /** The status that every answer must have. */
  readonly status: number;
  /** Prepares requests; this is not measured. @returns a source of at least `count` requests, if so many are possible */
  prepare(count: number): Promise<Source>;
}

/** One start of a candidate, with empty stores. */
export interface Session {
  /** In the order of measurement: a later operation may need the data of an earlier one. */
  readonly operations: readonly Operation[];
  close(): Promise<void>;
}

/** A service that is measured. */
export interface Candidate {
  readonly name: string;
  /** The name of the database that `setUp` fills once. Each start of the candidate gets a copy of it. */
  readonly template: string;
  setUp(databaseUrl: string): Promise<void>;
  /** The command of the service, which listens on `PORT` of 127.0.0.1. */
  command(redisUrl: string, databaseUrl: string): Command;
  /** The service answers this path with 200 once it is ready. */
  readonly readyPath: string;
  open(stores: Stores, database: string, port: number): Promise<Session>;
}
