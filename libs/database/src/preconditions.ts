import { APPLICATION_ROLE } from './application-role';
import { MIGRATIONS } from './migrations';
import { DOORS, TENANT_RELATIONS } from './open-doors';

/** The database is there and must not be used: nothing that waiting heals. */
export class UnfitDatabase extends Error {
  override readonly name = 'UnfitDatabase';
}

type DoorName = keyof typeof DOORS;

interface Findings {
  readonly role: string;
  readonly may_bypass: boolean;
  readonly migrated: boolean;
  /** By door, what stands open. */
  readonly open: Readonly<Record<DoorName, string[] | null>>;
}

const DOOR_NAMES = Object.keys(DOORS) as DoorName[];

const namesOf = (door: DoorName): string =>
  `'${door}', (select json_agg(name order by name) from (${DOORS[door].sql}) found (name))`;

const FINDINGS = `
  with recursive ${TENANT_RELATIONS}
  select current_user as role,
    exists (select from pg_roles r
      where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member')) as may_bypass,
    to_regclass('public.migrations') is not null as migrated,
    json_build_object(${DOOR_NAMES.map(namesOf).join(', ')}) as open`;

type Ask = <Row extends object>(sql: string) => Promise<Row[]>;

export async function missingMigrations(ask: Ask): Promise<string[]> {
  const done = new Set((await ask<{ name: string }>('select name from migrations')).map(({ name }) => name));
  return MIGRATIONS.map(({ name }) => name).filter((name) => !done.has(name));
}

/**
 * Asked once, before anybody is served.
 * @throws UnfitDatabase where a migration is missing, a table of tenants is open, or the role could pass row security
 */
export async function checkPreconditions(ask: Ask): Promise<void> {
  const [found] = await ask<Findings>(FINDINGS);
  if (found?.role !== APPLICATION_ROLE || found.may_bypass) {
    throw new UnfitDatabase(`The role ${APPLICATION_ROLE} could pass row security; it must be a plain role`);
  }
  const missing = found.migrated ? await missingMigrations(ask) : MIGRATIONS.map(({ name }) => name);
  if (missing.length > 0) {
    throw new UnfitDatabase(`Migrations are missing: ${missing.join(', ')}. Run "npm run migrate" first`);
  }
  const open = DOOR_NAMES.flatMap((door) => {
    const names = found.open[door];
    return names ? [DOORS[door].says(names.join(', '))] : [];
  });
  if (open.length > 0) throw new UnfitDatabase(open.join('. '));
}
