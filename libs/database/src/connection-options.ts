import type { DataSourceOptions } from 'typeorm';
import type { Client } from 'pg';
import { APPLICATION_ROLE } from './application-role';
import { UnfitDatabase } from './preconditions';

/** A request that waits for Postgres is answered within 3 s, so connecting and asking have less. */
const CONNECT_TIMEOUT_MS = 2_000;
const QUERY_TIMEOUT_MS = 2_000;
const IDLE_MS = 300_000;
/** Under the former: what its caller was told had failed must not happen later. */
const STATEMENT_TIMEOUT_MS = 1_500;

export type Entities = Extract<NonNullable<DataSourceOptions['entities']>, unknown[]>;

export interface DatabaseOptions {
  readonly databaseUrl: string;
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string;
  readonly entities?: Entities;
  /** The most connections of this process, each of which is a process of Postgres; 10 where it is absent. */
  readonly connections?: number;
}

/** A connection that is not the application role could pass row security: it serves nobody. */
async function refuseOtherRoles(client: Client): Promise<void> {
  const { rows } = await client.query<{ role: string }>('select current_user as role');
  if (rows[0]?.role !== APPLICATION_ROLE) {
    throw new UnfitDatabase(
      `The database connection runs as "${rows[0]?.role}" and not as "${APPLICATION_ROLE}". ` +
        'A pooler in front drops the startup option "-c role"; connect to Postgres directly or give it a session pool.',
    );
  }
}

/** `?options=` of the URL would silently replace ours, and the service would run as the owner: they are merged. */
function withoutOptions(databaseUrl: string): { url: string; options: string | null } {
  const url = new URL(databaseUrl);
  const options = url.searchParams.get('options');
  url.searchParams.delete('options');
  return { url: url.href, options };
}

/** How the services connect: as the application role, with limits on time, checked at every new connection. */
export function serviceOptions({
  databaseUrl,
  applicationName,
  entities,
  connections = 10,
}: DatabaseOptions): DataSourceOptions {
  const { url, options } = withoutOptions(databaseUrl);
  return {
    type: 'postgres',
    url,
    applicationName,
    entities: entities ?? [],
    synchronize: false,
    logging: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolSize: connections,
    extra: {
      options: [options, `-c role=${APPLICATION_ROLE}`].filter(Boolean).join(' '),
      keepAlive: true,
      // A new one costs more than all that a sign-in asks: it is kept over the pauses of a quiet day.
      idleTimeoutMillis: IDLE_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      onConnect: refuseOtherRoles,
    },
  };
}
