import { APPLICATION_ROLE } from './application-role';
import { MIGRATIONS } from './migrations';

/** The database is there and must not be used: nothing that waiting heals. */
export class UnfitDatabase extends Error {
  override readonly name = 'UnfitDatabase';
}

interface Findings {
  readonly role: string;
  readonly may_bypass: boolean;
  readonly migrated: boolean;
  /** Tables of tenants without row security, or owned by the role. */
  readonly open_tables: string[] | null;
}

const TENANT_TABLES = `
  select c.oid, c.relname, c.relrowsecurity, c.relowner from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and (c.relname in ('shops', 'telegram_accounts') or exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'shop_id' and not a.attisdropped))`;

const FINDINGS = `
  select current_user as role, r.rolsuper or r.rolbypassrls as may_bypass,
    to_regclass('public.migrations') is not null as migrated,
    (select array_agg(t.relname::text order by t.relname) from (${TENANT_TABLES}) t
      where not t.relrowsecurity or pg_has_role(current_user, t.relowner, 'usage')) as open_tables
  from pg_roles r where r.rolname = current_user`;

type Ask = <Row extends object>(sql: string) => Promise<Row[]>;

export async function missingMigrations(ask: Ask): Promise<string[]> {
  const done = new Set((await ask<{ name: string }>('select name from migrations')).map(({ name }) => name));
  return MIGRATIONS.map(({ name }) => name).filter((name) => !done.has(name));
}

/**
 * Asked once, before anybody is served.
 * @throws UnfitDatabase where a migration is missing, a table of tenants lacks row security, or the role could pass it
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
  if (found.open_tables) {
    const tables = found.open_tables.join(', ');
    throw new UnfitDatabase(
      `Row security is off, or its owner is the service, on: ${tables}. See enableTenantIsolation`,
    );
  }
}
