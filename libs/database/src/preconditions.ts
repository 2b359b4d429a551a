import { BootRefusal } from '@app/runtime';
import { APPLICATION_ROLE } from './application-role';
import { MIGRATIONS } from './migrations';
import { type Door, DOORS, TENANT_RELATIONS } from './open-doors';

/** The database is there and must not be used: nothing that waiting heals. */
export class UnfitDatabase extends BootRefusal {
  override readonly name = 'UnfitDatabase';
}

type DoorName = keyof typeof DOORS;

interface Findings {
  readonly role: string;
  readonly may_bypass: boolean;
  readonly migrated: boolean;
}

const FINDINGS = `
  select current_user as role,
    exists (select from pg_roles r
      where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member')) as may_bypass,
    to_regclass('public.migrations') is not null as migrated`;

const DOOR_NAMES = Object.keys(DOORS) as DoorName[];
/** The latest is not the last of the list where a team keeps migrations of its own. */
const LATEST = Math.max(...MIGRATIONS.map(({ name }) => Number(name.slice(-13))));

const namesOf = (door: DoorName): string =>
  `'${door}', (select json_agg(name order by name) from (${DOORS[door].sql}) found (name))`;

/** By door, what stands open. */
type OpenDoors = Readonly<Record<string, string[] | null>>;

type Ask = <Row extends object>(sql: string) => Promise<Row[]>;

export interface MigrationState {
  readonly missing: readonly string[];
  /** Versions overlap while they change: the functions may be those of the later build, which suit this one, too. */
  readonly isOfLaterBuild: boolean;
}

export async function migrationState(ask: Ask): Promise<MigrationState> {
  const done = await ask<{ name: string; timestamp: string }>(
    'select name, timestamp from public.migrations',
  );
  const names = new Set(done.map(({ name }) => name));
  return {
    missing: MIGRATIONS.map(({ name }) => name).filter((name) => !names.has(name)),
    isOfLaterBuild: done.some(({ timestamp }) => Number(timestamp) > LATEST),
  };
}

const NEVER_MIGRATED: MigrationState = {
  missing: MIGRATIONS.map(({ name }) => name),
  isOfLaterBuild: false,
};

/**
 * Asked once, before anybody is served.
 * @throws UnfitDatabase where a migration is missing, a function is not this build's, a table of tenants is open, or the
 * role could pass row security
 */
export async function checkPreconditions(ask: Ask): Promise<void> {
  const [found] = await ask<Findings>(FINDINGS);
  if (found?.role !== APPLICATION_ROLE || found.may_bypass) {
    throw new UnfitDatabase(`The role ${APPLICATION_ROLE} could pass row security; it must be a plain role`);
  }
  const { missing, isOfLaterBuild } = found.migrated ? await migrationState(ask) : NEVER_MIGRATED;
  if (missing.length > 0) {
    throw new UnfitDatabase(`Migrations are missing: ${missing.join(', ')}. Run "npm run migrate" first`);
  }
  await checkDoors(
    ask,
    DOOR_NAMES.filter((door) => !(door === 'builds' && isOfLaterBuild)),
  );
}

/** @throws UnfitDatabase where one of them stands open */
export async function checkDoors(ask: Ask, doors: readonly DoorName[]): Promise<void> {
  const [row] = await ask<{ open: OpenDoors }>(
    `with recursive ${TENANT_RELATIONS} select json_build_object(${doors.map(namesOf).join(', ')}) as open`,
  );
  const open = doors.flatMap((name) => {
    const found = row?.open[name];
    const door: Door = DOORS[name];
    return found ? [door.says(found.join(door.between ?? ', '))] : [];
  });
  if (open.length > 0) throw new UnfitDatabase(open.join('.\n'));
}
