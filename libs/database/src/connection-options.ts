import type { DataSourceOptions } from 'typeorm';
import { APPLICATION_ROLE } from './application-role';
import { clientConfig } from './client-config';
import { checkConnection, DIRECT, STATEMENT_TIMEOUT_MS } from './connection-check';

/** A request that waits for Postgres is answered within 3 s, so connecting and asking have less. */
const CONNECT_TIMEOUT_MS = 2_000;
const QUERY_TIMEOUT_MS = 2_000;
const IDLE_MS = 300_000;

export type Entities = Extract<NonNullable<DataSourceOptions['entities']>, unknown[]>;

export interface DatabaseOptions {
  readonly databaseUrl: string;
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string;
  readonly entities?: Entities;
  /** The most connections of this process, each of which is a process of Postgres; 10 where it is absent. */
  readonly connections?: number;
}

/** The two ways of a service to its database. */
export interface ServiceOptions {
  /** It takes the role of the services by a startup option. */
  readonly direct: DataSourceOptions;
  /** For a pooler that refuses startup options: the login has the role by itself. */
  readonly pooled: DataSourceOptions;
}

/** Ours come after those of the URL: the last one of a name counts. */
const STARTUP = `-c statement_timeout=${STATEMENT_TIMEOUT_MS} -c role=${APPLICATION_ROLE} -c ${DIRECT}=1`;

/** How the services connect: as the application role, with limits on time, checked at every new connection. */
export function serviceOptions({
  databaseUrl,
  applicationName,
  entities,
  connections = 10,
}: DatabaseOptions): ServiceOptions {
  const { options, ...client } = clientConfig(databaseUrl, applicationName);
  const common = {
    type: 'postgres',
    entities: entities ?? [],
    synchronize: false,
    logging: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolSize: connections,
  } as const;
  const extra = {
    ...client,
    keepAlive: true,
    // A new one costs more than all that a sign-in asks: it is kept over the pauses of a quiet day.
    idleTimeoutMillis: IDLE_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    onConnect: checkConnection,
  };
  return {
    direct: { ...common, extra: { ...extra, options: [options, STARTUP].filter(Boolean).join(' ') } },
    pooled: { ...common, extra },
  };
}
