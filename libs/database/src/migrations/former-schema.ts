import { BootRefusal } from '@app/runtime';
import { MIGRATIONS } from '.';

/** A build before the first release has migrated the database. No migration updates its schema. */
export class FormerSchema extends BootRefusal {
  override readonly name = 'FormerSchema';

  constructor() {
    super(
      'This database has the schema of a former build, which cannot be brought up to date: set DATABASE_URL to an empty database, and REDIS_URL to an empty Redis (or EVENTS_NAMESPACE to another name)',
    );
  }
}

const FIRST = Number(MIGRATIONS[0]!.name.slice(-13));

/** @throws FormerSchema */
export async function refuseFormerSchema(query: (sql: string) => Promise<unknown[]>): Promise<void> {
  if ((await query(`select where to_regclass('public.migrations') is not null`)).length === 0) return;
  const former = await query(`select from public.migrations where timestamp < ${FIRST} limit 1`);
  if (former.length > 0) throw new FormerSchema();
}
