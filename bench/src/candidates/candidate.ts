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

/** The rows of the table. `bare` is Fastify without a store, by which days and machines are compared. */
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
  /** Of every answer. */
  readonly status: number;
  /** Makes requests possible; nothing of it is measured. @returns a source of at least `count` requests, if it can */
  prepare(count: number): Promise<Source>;
}

/** One start of a candidate, with empty stores. */
export interface Session {
  /** In the order in which they are measured: later ones may need what earlier ones left. */
  readonly operations: readonly Operation[];
  close(): Promise<void>;
}

/** A service that is measured. */
export interface Candidate {
  readonly name: string;
  /** The database that `setUp` fills once; each start gets a copy. */
  readonly template: string;
  setUp(databaseUrl: string): Promise<void>;
  /** What listens on `PORT` of 127.0.0.1. */
  command(redisUrl: string, databaseUrl: string): Command;
  /** Answered 200 once the service is ready. */
  readonly readyPath: string;
  open(stores: Stores, database: string, port: number): Promise<Session>;
}
