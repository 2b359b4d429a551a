import { setTimeout as wait } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { ServiceOptions } from './connection-options';
import { DatabaseUnavailable, isDatabaseUnavailable, isProtocolViolation } from './database-unavailable';
import { isLoginRefused, loginRefusal } from './login-refusal';
import { Availability } from './availability';
import type { PoolMetrics } from './pool-metrics';
import { checkPreconditions, UnfitDatabase } from '../preconditions/preconditions';

/** How long a boot waits for the first connection. Then it continues without one. */
const FIRST_CONNECTION_MS = 2_500;
const RECONNECT_MS = 1_000;

/** SQLSTATEs of a role that is missing or not granted, as in a database that was never migrated. */
const ROLE_REFUSED = new Set(['22023', '42501', '42704']);

/** SQLSTATEs of a prepared statement that this connection does not have, or has from another client already. */
const NOT_PREPARED = new Set(['26000', '42P05']);

interface Statement {
  /** A name must always stand for the same text, because poolers share connections between clients. */
  readonly name: string;
  readonly text: string;
}

/** The Postgres of the services. It reconnects by itself if Postgres is unavailable at boot or later. */
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(Database.name);
  private source: DataSource;
  private isReady = false;
  private isClosed = false;
  private canPrepare = true;
  private readonly statements = new Map<string, Statement>();
  private timer: NodeJS.Timeout | undefined;
  private attempt = Promise.resolve();
  private readonly availability = new Availability(this.log);

  constructor(
    private readonly options: ServiceOptions,
    private readonly metrics?: PoolMetrics,
    private readonly firstConnectionMs = FIRST_CONNECTION_MS,
  ) {
    this.source = new DataSource(options.direct);
  }

  /** @throws DatabaseUnavailable until Postgres has been reached */
  get dataSource(): DataSource {
    if (!this.isReady) throw new DatabaseUnavailable('Postgres has not been reached yet');
    return this.source;
  }

  /** One round trip. The pool discards a connection that failed. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.pool.query<Row & object>(sql, [...parameters]);
    return rows;
  }

  /** Calls a function of the database in one round trip, and parses its result. @returns null if the function returns null */
  async call<T>(name: string, parameters: readonly unknown[], result: z.ZodType<T>): Promise<T | null> {
    const [row] = await this.execute<{ result: unknown }>(
      this.statementOf(name, parameters.length),
      parameters,
    );
    const found = row?.result ?? null;
    return found === null ? null : result.parse(found);
  }

  /** Counts a failed query that the pool does not see, because its connection was released without the error. */
  countFailure(error: Error): void {
    this.metrics?.countFailure(error);
  }

  /** @throws if Postgres is unavailable, within 3 s */
  async ping(): Promise<void> {
    try {
      await this.query('select 1');
    } catch (error) {
      if (this.isReady) this.availability.recordFailure(error);
      throw error;
    }
    this.availability.recordSuccess();
  }

  /** @throws UnfitDatabase if Postgres is reachable and must not be used */
  async onModuleInit(): Promise<void> {
    const attempt = this.connect();
    await Promise.race([attempt, wait(this.firstConnectionMs, undefined, { ref: false })]);
    // A later UnfitDatabase is not caught, so it ends the process with its message.
    void attempt.then();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.attempt.catch(() => undefined);
    if (this.source.isInitialized) await this.source.destroy();
  }

  /** Made once for each function, so that Postgres parses it once for each connection. */
  private statementOf(functionName: string, parameters: number): Statement {
    const name = `${functionName}/${parameters}`;
    let statement = this.statements.get(name);
    if (statement === undefined) {
      const placeholders = Array.from({ length: parameters }, (_, at) => `$${at + 1}`).join(', ');
      statement = { name, text: `select ${functionName}(${placeholders}) as result` };
      this.statements.set(name, statement);
    }
    return statement;
  }

  /**
   * Executes a prepared statement. A pooler that gives every transaction another connection may not know it there. The statement
   * has not run then, so it is sent again, and this service prepares no more.
   */
  private async execute<Row>({ name, text }: Statement, parameters: readonly unknown[]): Promise<Row[]> {
    if (!this.canPrepare) return this.query<Row>(text, parameters);
    try {
      const { rows } = await this.pool.query<Row & object>({ name, text, values: [...parameters] });
      return rows;
    } catch (error) {
      if (!NOT_PREPARED.has((error as { code?: string }).code ?? '')) throw error;
      if (this.canPrepare)
        this.log.warn('A pooler in front of Postgres does not keep prepared statements, so none are used');
      this.canPrepare = false;
      return this.query<Row>(text, parameters);
    }
  }

  private get pool(): Pool {
    return poolOf(this.dataSource);
  }

  private connect(): Promise<void> {
    clearTimeout(this.timer);
    this.attempt = this.tryToConnect();
    return this.attempt;
  }

  private async tryToConnect(): Promise<void> {
    try {
      if (!this.source.isInitialized) await this.initialize();
      await checkPreconditions((sql) => this.source.query(sql));
      this.isReady = true;
      this.log.log('connected to Postgres');
    } catch (error) {
      if (ROLE_REFUSED.has((error as { code?: string }).code ?? '')) {
        throw new UnfitDatabase(
          'The services may not take the role otpravka_app. Run "npm run migrate" first',
          { cause: error },
        );
      }
      if (isLoginRefused(error)) throw loginRefusal(error);
      if (!isDatabaseUnavailable(error)) throw error;
      if (this.isClosed) return;
      const { message, code } = error as NodeJS.ErrnoException;
      // Node's error for a host with two addresses has no message.
      this.log.warn({ reason: message || code }, 'Postgres is unavailable; connecting again');
      // An error other than DatabaseUnavailable is not caught here, so it ends the process with its message.
      this.timer = setTimeout(() => void this.connect(), RECONNECT_MS);
    }
  }

  private async initialize(): Promise<void> {
    this.source = await this.initializedSource();
    this.metrics?.watch(poolOf(this.source));
    // A single connection may close although Postgres is available, so only a ping reports a loss.
    poolOf(this.source).on('connect', () => this.availability.recordSuccess());
  }

  /** Connects without startup options if a pooler refuses them. */
  private async initializedSource(): Promise<DataSource> {
    try {
      return await this.source.initialize();
    } catch (error) {
      if (!isProtocolViolation(error)) throw error;
      const pooled = await new DataSource(this.options.pooled).initialize();
      this.log.warn(
        'A pooler in front of Postgres refuses startup options; the login must have the role by itself',
      );
      return pooled;
    }
  }
}

const poolOf = (source: DataSource): Pool => (source.driver as unknown as { master: Pool }).master;
