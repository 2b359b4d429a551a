import { existsSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { parentOf } from '../measure/processes';
import { fromProduct } from '../paths';

interface Embedded {
  readonly url: string;
  stop(): Promise<void>;
}
interface EmbeddedModule {
  readonly EmbeddedPostgres: { start(options: { dataDir: string }): Promise<Embedded> };
}

/** After a change of its settings, Postgres needs a moment to apply them in every session. */
const RELOAD_MS = 150;

/** A real Postgres with durable commits, on a private port. */
export class PostgresServer {
  private constructor(
    private readonly server: Embedded,
    private readonly admin: Client,
    private readonly dataDir: string,
    /** The main process of the server, which is the parent of its other processes. */
    readonly pid: number,
  ) {}

  static async start(folder: string): Promise<PostgresServer> {
    const dataDir = join(folder, 'postgres');
    removeData(dataDir);
    const { EmbeddedPostgres } = fromProduct<EmbeddedModule>('libs/embedded/src/index.js');
    const server = await EmbeddedPostgres.start({ dataDir });
    const admin = new Client({ connectionString: server.url });
    await admin.connect();
    const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid');
    await assertDurable(admin);
    return new PostgresServer(server, admin, dataDir, parentOf(rows[0]!.pid));
  }

  urlOf(database: string): string {
    const url = new URL(this.server.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** Drops the database if it exists, and creates it as a copy of `template`. @returns its URL */
  async recreate(database: string, template = 'template1'): Promise<string> {
    await this.admin.query(`drop database if exists ${database} with (force)`);
    await this.admin.query(`create database ${database} template ${template}`);
    return this.urlOf(database);
  }

  /** Runs SQL as the superuser in one of the databases. */
  async query<Row extends object>(database: string, sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return (await client.query<Row>(sql, parameters)).rows;
    } finally {
      await client.end();
    }
  }

  /** @returns how many statements clients sent during the work; statements inside functions do not count */
  async countStatements(database: string, work: () => Promise<void>): Promise<number> {
    await this.setLogging("log_line_prefix = '%d|'", "log_statement = 'all'");
    const log = `${this.dataDir}.log`;
    const start = statSync(log).size;
    await work();
    const lines = readFileSync(log).subarray(start).toString().split('\n');
    await this.setLogging("log_statement = 'none'");
    return lines.filter(
      (line) => line.startsWith(`${database}|`) && /LOG: {2}(statement|execute [^:]+): /.test(line),
    ).length;
  }

  async checkpoint(): Promise<void> {
    await this.admin.query('checkpoint');
  }

  async stop(): Promise<void> {
    await this.admin.end();
    await this.server.stop();
    removeData(this.dataDir);
  }

  private async setLogging(...settings: readonly string[]): Promise<void> {
    for (const setting of settings) await this.admin.query(`alter system set ${setting}`);
    await this.admin.query('select pg_reload_conf()');
    await wait(RELOAD_MS);
  }
}

/** `dataDir` may be a symbolic link to the data, if the user of Postgres may not enter it. */
function removeData(dataDir: string): void {
  if (existsSync(dataDir)) rmSync(realpathSync(dataDir), { recursive: true, force: true });
  rmSync(dataDir, { force: true });
}

async function assertDurable(admin: Client): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await admin.query<Record<string, string>>(`show ${setting}`);
    if (rows[0]![setting] !== 'on') throw new Error(`${setting} of Postgres is ${rows[0]![setting]}, not on`);
  }
}
