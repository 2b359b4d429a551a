import { DatabaseUnavailable, type OwnerConnection, UnfitDatabase } from '@app/database';
import type { Stores } from '../stores';
import { type Check, failed, ok, warning } from './check';
import { clockCheck, measureClock } from './clock';

interface Facts {
  readonly version: string;
  readonly isReplica: boolean;
  readonly connections: number;
  readonly maxConnections: number;
}

const FACTS = `
  select current_setting('server_version') as version, pg_is_in_recovery() as "isReplica",
    (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
    current_setting('max_connections')::int as "maxConnections"`;

const NOW = `select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;

/** Above this share of `max_connections`, an update that starts new instances may find none free. */
const MUCH_USED = 0.8;

/** Everything that a service checks in Postgres at its boot, and the clock. */
export async function postgresChecks(stores: Stores): Promise<Check[]> {
  try {
    const database = await stores.database();
    const [facts] = await database.query<Facts>(FACTS);
    return [
      ...factChecks(facts!),
      await isolationCheck(database),
      clockCheck('postgres_clock', 'Postgres', await measureClock(() => readClock(database))),
    ];
  } catch (error) {
    if (error instanceof DatabaseUnavailable)
      return [failed('postgres', `Postgres is unavailable: ${error.message}`)];
    if (error instanceof UnfitDatabase) return [failed('postgres', error.message)];
    throw error;
  }
}

const readClock = async (database: OwnerConnection): Promise<number> =>
  (await database.query<{ now: number }>(NOW))[0]!.now;

function factChecks({ version, isReplica, connections, maxConnections }: Facts): Check[] {
  const used = `${connections} of ${maxConnections} connections are used`;
  return [
    isReplica
      ? failed('postgres', 'DATABASE_URL leads to a replica, which accepts no writes')
      : ok('postgres', `PostgreSQL ${version} is available, and its migrations have run`),
    connections > MUCH_USED * maxConnections
      ? warning('postgres_connections', `${used}: increase max_connections, or run fewer instances`)
      : ok('postgres_connections', used),
  ];
}

async function isolationCheck(database: OwnerConnection): Promise<Check> {
  try {
    await database.checkAsService();
    return ok('tenant_isolation', 'Row security, rights and functions are those of this build');
  } catch (error) {
    if (error instanceof UnfitDatabase) return failed('tenant_isolation', error.message);
    throw error;
  }
}
