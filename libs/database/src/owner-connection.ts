import { Client } from 'pg';
import { clientConfig } from './client-config';
import { DatabaseUnavailable, isDatabaseUnavailable } from './database-unavailable';
import { SEARCH_PATH } from './functions';
import { migrationState, UnfitDatabase } from './preconditions';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;
/** Under the former: what its caller was told had failed must not happen later. */
const STATEMENT_TIMEOUT_MS = 4_000;

/**
 * Of the session, as a pooler refuses startup options. What is written here runs as the owner, so nothing that others may
 * have planted in `public` is found: every query names its schema.
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

/** What a role that may not do something is told with. */
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * One connection as the user of DATABASE_URL, as migrations have it: past row security and outside the role of the
 * services. For operators alone (docs/decisions/0013-operators-act-as-the-owner.md); no service opens one.
 */
export class OwnerConnection {
  private constructor(private readonly client: Client) {}

  /**
   * @throws DatabaseUnavailable where Postgres cannot be reached, within 5 s
   * @throws UnfitDatabase where the user is bound by row security, or a migration is missing
   */
  static async open(databaseUrl: string, applicationName: string): Promise<OwnerConnection> {
    const client = new Client({
      ...clientConfig(databaseUrl, applicationName),
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
    });
    // A connection that breaks between two queries is told by the next one.
    client.on('error', () => undefined);
    const connection = new OwnerConnection(client);
    try {
      await client.connect().catch((error: unknown) => {
        throw meaning(error);
      });
      await connection.query(SETTINGS);
      await connection.check();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** @throws UnfitDatabase where the user may not do this */
  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await this.client.query<Row>(sql, [...parameters])).rows;
    } catch (error) {
      throw meaning(error);
    }
  }

  /** Undone where `work` fails. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.query('begin');
    try {
      const result = await work();
      await this.query('commit');
      return result;
    } catch (error) {
      await this.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** Waits for nobody: a host that vanished would not say goodbye. */
  close(): void {
    void this.client.end().catch(() => undefined);
  }

  private async check(): Promise<void> {
    const [found] = await this.query<Findings>(FINDINGS, [NEEDED]);
    if (found?.isBound === true)
      throw unfit(`the user "${found.user}" of DATABASE_URL is bound by row security`);
    const isMade = found?.tables === NEEDED.length;
    const missing = isMade ? (await migrationState((sql) => this.query(sql))).missing : ['all of them'];
    if (missing.length === 0) return;
    throw new UnfitDatabase(`Migrations are missing: ${missing.join(', ')}. Run "npm run migrate" first`);
  }
}

function meaning(error: unknown): unknown {
  const { message, code } = error as NodeJS.ErrnoException;
  // Node tells of a host with two addresses in an error without words.
  const reason = message || (code ?? 'for no known reason');
  if (code === INSUFFICIENT_PRIVILEGE) return unfit(reason, error);
  return isDatabaseUnavailable(error) ? new DatabaseUnavailable(reason, { cause: error }) : error;
}

const unfit = (what: string, cause?: unknown): UnfitDatabase =>
  new UnfitDatabase(
    `Operators act as the owner of the tables, and ${what}. Set DATABASE_URL to the user that "npm run migrate" runs as`,
    { cause },
  );
