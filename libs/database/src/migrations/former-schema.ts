import { BootRefusal } from '@app/runtime';
import { MIGRATIONS } from '.';

/** The database was migrated by a build before the first release; no migration leads from there to this build. */
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
export async function refuseFormerSchema(ask: (sql: string) => Promise<unknown[]>): Promise<void> {
  if ((await ask(`select where to_regclass('public.migrations') is not null`)).length === 0) return;
  const former = await ask(`select from public.migrations where timestamp < ${FIRST} limit 1`);
  if (former.length > 0) throw new FormerSchema();
}
