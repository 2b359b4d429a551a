import { setTimeout as wait } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { ServiceOptions } from './connection-options';
import { DatabaseUnavailable, isDatabaseUnavailable, isProtocolViolation } from './database-unavailable';
import { checkPreconditions, UnfitDatabase } from './preconditions';

/** What a boot waits for the first connection; it goes on without one. */
const FIRST_CONNECTION_MS = 2_500;
const RECONNECT_MS = 1_000;

/** SQLSTATEs of a role that is missing or may not be taken: what a database that was never migrated says. */
const ROLE_REFUSED = new Set(['22023', '42501', '42704']);

/** The Postgres of the services. A Postgres that is away at boot or later heals by itself. */
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(Database.name);
  private source: DataSource;
  private isReady = false;
  private isClosed = false;
  private timer: NodeJS.Timeout | undefined;
  private attempt = Promise.resolve();

  constructor(
    private readonly options: ServiceOptions,
    private readonly firstConnectionMs = FIRST_CONNECTION_MS,
  ) {
    this.source = new DataSource(options.direct);
  }

  /** TypeORM's side of the connection. @throws DatabaseUnavailable until it has been reached */
  get dataSource(): DataSource {
    if (!this.isReady) throw new DatabaseUnavailable('Postgres has not been reached yet');
    return this.source;
  }

  /** One round trip; a connection that failed is not used again. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.pool.query<Row & object>(sql, [...parameters]);
    return rows;
  }

  /** @throws where Postgres is away, within 3 s */
  async ping(): Promise<void> {
    await this.query('select 1');
  }

  /** @throws UnfitDatabase where Postgres is there and must not be used */
  async onModuleInit(): Promise<void> {
    const attempt = this.connect();
    await Promise.race([attempt, wait(this.firstConnectionMs, undefined, { ref: false })]);
    // What it finds later has nobody who waits: uncaught, it ends the process and says why.
    void attempt.then();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.attempt.catch(() => undefined);
    if (this.source.isInitialized) await this.source.destroy();
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  private connect(): Promise<void> {
    clearTimeout(this.timer);
    this.attempt = this.tryToConnect();
    return this.attempt;
  }

  private async tryToConnect(): Promise<void> {
    try {
      if (!this.source.isInitialized) await this.open();
      await checkPreconditions((sql) => this.source.query(sql));
      this.isReady = true;
      this.log.log('Postgres is reached');
    } catch (error) {
      if (ROLE_REFUSED.has((error as { code?: string }).code ?? '')) {
        throw new UnfitDatabase(
          'The services may not take the role otpravka_app. Run "npm run migrate" first',
          { cause: error },
        );
      }
      if (!isDatabaseUnavailable(error)) throw error;
      if (this.isClosed) return;
      const { message, code } = error as NodeJS.ErrnoException;
      // Node tells of a host with two addresses in an error without words.
      this.log.warn({ reason: message || code }, 'Postgres is away; trying again');
      // What is no matter of waiting is not caught here: it ends the process and says why.
      this.timer = setTimeout(() => void this.connect(), RECONNECT_MS);
    }
  }

  /** A pooler may refuse startup options; then it is asked without them. */
  private async open(): Promise<void> {
    try {
      await this.source.initialize();
    } catch (error) {
      if (!isProtocolViolation(error)) throw error;
      const pooled = new DataSource(this.options.pooled);
      await pooled.initialize();
      this.source = pooled;
      this.log.warn(
        'A pooler in front of Postgres refuses startup options; the login must have the role by itself',
      );
    }
  }
}
