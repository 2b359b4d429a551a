import type { Client } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { clientConfig } from './client-config';
import type { Entities } from './connection-options';
import { DatabaseUnavailable, isDatabaseUnavailable } from './database-unavailable';
import { isLoginRefused, loginRefusal } from './login-refusal';
import { SEARCH_PATH } from '../functions/database-functions';
import { checkPreconditions, missingMigrations, UnfitDatabase } from '../preconditions/preconditions';
import { APPLICATION_ROLE } from '../tenancy/application-role';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;
/** Less than the query timeout, so that a statement never succeeds after its caller got an error. */
const STATEMENT_TIMEOUT_MS = 4_000;

/**
 * Set in the session, because a pooler refuses startup options. The search path leaves out `public`, where others may have
 * planted objects that would run as the schema owner. So every query names its schema.
 */
const SETTINGS = `set statement_timeout = ${STATEMENT_TIMEOUT_MS}; set search_path = ${SEARCH_PATH}`;

const NEEDED = ['shops', 'telegram_accounts', 'sessions', 'activity'];

const FINDINGS = `
  select current_user as "user", count(*)::int as tables, coalesce(bool_or(row_security_active(c.oid)), false) as "isBound"
  from unnest($1::text[]) as needed (name) join pg_class c on c.oid = to_regclass('public.' || needed.name)`;

interface Findings {
  readonly user: string;
  readonly tables: number;
  readonly isBound: boolean;
}

/** SQLSTATE. */
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * One connection as the schema owner, the user that migrations run as. It bypasses row security. Only operators use it
 * (docs/decisions/0013-operators-act-as-the-schema-owner.md); no service opens one.
 */
export class OwnerConnection {
  private constructor(private readonly source: DataSource) {}

  /**
   * @throws DatabaseUnavailable if Postgres cannot be reached, within 5 s
   * @throws UnfitDatabase if the user is bound by row security, or a migration is missing
   */
  static async open(
    databaseUrl: string,
    applicationName: string,
    entities: Entities = [],
  ): Promise<OwnerConnection> {
    const source = new DataSource({
      type: 'postgres',
      schema: 'public',
      entities,
      synchronize: false,
      logging: false,
      poolSize: 1,
      connectTimeoutMS: CONNECT_TIMEOUT_MS,
      extra: {
        ...clientConfig(databaseUrl, applicationName),
        query_timeout: QUERY_TIMEOUT_MS,
        onConnect: (client: Client) => client.query(SETTINGS),
      },
    });
    const connection = new OwnerConnection(source);
    try {
      await translateErrors(() => source.initialize());
      await connection.check();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** @throws UnfitDatabase if the user lacks a right */
  query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return translateErrors(() => this.source.query<Row[]>(sql, [...parameters]));
  }

  /** Rolls back if `work` fails. @throws UnfitDatabase if the user lacks a right */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return translateErrors(() => this.source.transaction(work));
  }

  /**
   * Makes the checks that a service makes at its boot, in the role of the services.
   * @throws UnfitDatabase
   */
  checkAsService(): Promise<void> {
    return this.transaction(async (manager) => {
      await manager.query(`set local role ${APPLICATION_ROLE}`);
      await checkPreconditions((sql) => manager.query(sql));
    });
  }

  /** Not awaited: it hangs while the host is unreachable. */
  close(): void {
    if (this.source.isInitialized) void this.source.destroy().catch(() => undefined);
  }

  private async check(): Promise<void> {
    const [found] = await this.query<Findings>(FINDINGS, [NEEDED]);
    if (found?.isBound === true)
      throw unfit(`the user "${found.user}" of DATABASE_URL is bound by row security`);
    const hasTables = found?.tables === NEEDED.length;
    const missing = hasTables ? await missingMigrations((sql) => this.query(sql)) : ['all of them'];
    if (missing.length === 0) return;
    throw new UnfitDatabase(`Migrations are missing: ${missing.join(', ')}. Run "npm run migrate" first`);
  }
}

async function translateErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    // Node's error for a host with two addresses has no message.
    const reason = message || (code ?? 'an unknown error');
    if (code === INSUFFICIENT_PRIVILEGE) throw unfit(reason, error);
    if (isLoginRefused(error)) throw loginRefusal(error);
    throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(reason, { cause: error }) : error;
  }
}

const unfit = (what: string, cause?: unknown): UnfitDatabase =>
  new UnfitDatabase(
    `Operators act as the owner of the tables, and ${what}. Set DATABASE_URL to the user that "npm run migrate" runs as`,
    { cause },
  );
