import type { DataSourceOptions } from 'typeorm';
import { APPLICATION_ROLE } from '../tenancy/application-role';
import { clientConfig } from './client-config';
import { checkConnection, DIRECT, STATEMENT_TIMEOUT_MS } from './connection-check';

/** A request is answered within 3 s even if Postgres hangs, so connecting and querying take less. */
const CONNECT_TIMEOUT_MS = 2_000;
const QUERY_TIMEOUT_MS = 2_000;
const IDLE_MS = 300_000;

export type Entities = Extract<NonNullable<DataSourceOptions['entities']>, unknown[]>;

export interface DatabaseOptions {
  readonly databaseUrl: string;
  /** The name in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly entities?: Entities;
  /** The most connections of this process; 10 by default. Each one costs a process of Postgres. */
  readonly connections?: number;
}

/** The two ways in which a service can connect. */
export interface ServiceOptions {
  /** The startup options set the role of the services. */
  readonly direct: DataSourceOptions;
  /** Without startup options, which a pooler may refuse: the login must have the role by itself. */
  readonly pooled: DataSourceOptions;
}

/** They come after the options of the URL, because the last value of a setting wins. */
const STARTUP = `-c statement_timeout=${STATEMENT_TIMEOUT_MS} -c role=${APPLICATION_ROLE} -c ${DIRECT}=1`;

/** The services connect as the application role and with time limits, and every new connection is checked. */
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
    // A new connection costs more than all queries of a sign-in, so idle ones are kept for minutes.
    idleTimeoutMillis: IDLE_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    onConnect: checkConnection,
  };
  return {
    direct: { ...common, extra: { ...extra, options: [options, STARTUP].filter(Boolean).join(' ') } },
    pooled: { ...common, extra },
  };
}
