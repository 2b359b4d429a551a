import { BootRefusal } from '@app/runtime';
import { isOfLaterBuild } from '../functions/apply-functions';
import { MIGRATIONS } from '../migrations';
import { APPLICATION_ROLE } from '../tenancy/application-role';
import { type IsolationCheck, ISOLATION_CHECKS, TENANT_RELATIONS } from './isolation-checks';

/** The database is reachable but must not be used, for a reason that waiting does not remove. */
export class UnfitDatabase extends BootRefusal {
  override readonly name = 'UnfitDatabase';
}

type CheckName = keyof typeof ISOLATION_CHECKS;

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

const CHECK_NAMES = Object.keys(ISOLATION_CHECKS) as CheckName[];

const namesFoundBy = (check: CheckName): string =>
  `'${check}', (select json_agg(name order by name) from (${ISOLATION_CHECKS[check].sql}) found (name))`;

type Query = <Row extends object>(sql: string) => Promise<Row[]>;

/** Reads which migrations of this build have not run. */
export async function missingMigrations(query: Query): Promise<string[]> {
  const done = await query<{ name: string }>('select name from public.migrations');
  const names = new Set(done.map(({ name }) => name));
  return MIGRATIONS.map(({ name }) => name).filter((name) => !names.has(name));
}

/**
 * Checks the database once, before the service accepts work.
 * @throws UnfitDatabase if a migration is missing, a function differs from that of this build, a table of tenants is
 * not isolated, or the role could bypass row security
 */
export async function checkPreconditions(query: Query): Promise<void> {
  const [found] = await query<Findings>(FINDINGS);
  if (found?.role !== APPLICATION_ROLE || found.may_bypass) {
    throw new UnfitDatabase(
      `The role ${APPLICATION_ROLE} could bypass row security; it must be a plain role. An administrator runs "alter role ${APPLICATION_ROLE} nosuperuser nobypassrls", and revokes every role that was granted to it`,
    );
  }
  const missing = found.migrated ? await missingMigrations(query) : MIGRATIONS.map(({ name }) => name);
  if (missing.length > 0) {
    throw new UnfitDatabase(`Migrations are missing: ${missing.join(', ')}. Run "npm run migrate" first`);
  }
  const isLater = await isOfLaterBuild(query);
  await runChecks(
    query,
    CHECK_NAMES.filter((check) => !(check === 'builds' && isLater)),
  );
}

/** @throws UnfitDatabase with the advice of every check that finds something */
export async function runChecks(query: Query, checks: readonly CheckName[]): Promise<void> {
  const [row] = await query<{ found: Readonly<Record<string, string[] | null>> }>(
    `with recursive ${TENANT_RELATIONS} select json_build_object(${checks.map(namesFoundBy).join(', ')}) as found`,
  );
  const advice = checks.flatMap((name) => {
    const found = row?.found[name];
    const check: IsolationCheck = ISOLATION_CHECKS[name];
    return found ? [check.advice(found.join(check.separator ?? ', '))] : [];
  });
  if (advice.length > 0) throw new UnfitDatabase(advice.join('.\n'));
}
