import type { QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from './application-role';

const NAME = /^[a-z_][a-z0-9_]{0,62}$/;
/** What `grant` takes, without what row security does not bind: truncate, references, trigger. */
const RIGHT = String.raw`(?:select|insert|update|delete)(?: \([a-z0-9_, ]+\))?`;
const RIGHTS = new RegExp(`^${RIGHT}(?:, ${RIGHT})*$`);

/** Where every call is recorded: a dump keeps its rows, also without roles, rights and policies. */
export const ISOLATED_TABLES = `
  create table if not exists public.isolated_tables (
    name text primary key, column_name text not null, may text not null)`;

/** The policy's expression as PostgreSQL writes it back. */
export const IS_OF_THE_SHOP = String.raw`^\(+"?\w+"? = \(*nullif\(current_setting\('app\.shop_id'(::text)?, true\), ''(::text)?\)\)*::uuid\)+$`;

interface Isolation {
  readonly table: string;
  readonly column: string;
  readonly may: string;
}

/**
 * Gives a table of the schema `public` with `shop_id` row-level security: the services see and write rows of the shop that
 * `Tenant.run` names, and none outside it. Call it in the migration that makes the table. The call is recorded, so that
 * `npm run migrate` can do it again in a database that was restored.
 * @param options.column the column that holds the shop's id
 * @param options.may what the services may do with the rows they see, as `grant` takes it
 * @throws Error where the name is no plain lower-case SQL name, or `may` is more than row security binds
 */
export async function enableTenantIsolation(
  queryRunner: QueryRunner,
  table: string,
  { column = 'shop_id', may = 'select, insert, update, delete' } = {},
): Promise<void> {
  await recordTenantIsolation(queryRunner, { table, column, may });
  await isolate(queryRunner, { table, column, may });
}

/** Writes down how a table is isolated, and leaves it as it is: \`repairTenantIsolation\` changes what has to change. */
export async function recordTenantIsolation(
  queryRunner: QueryRunner,
  { table, column, may }: Isolation,
): Promise<void> {
  refuseOtherSql({ table, column, may });
  await queryRunner.query(
    `insert into public.isolated_tables (name, column_name, may) values ($1, $2, $3)
      on conflict (name) do update set column_name = excluded.column_name, may = excluded.may`,
    [table, column, may],
  );
}

/** The policies of former builds, which recorded nothing, with the rights that the services have on their tables. */
const NOT_RECORDED = `
  select c.relname as table, substring(pg_get_expr(p.polqual, c.oid) from '^[(]+"?([a-z0-9_]+)"? =') as column, (
    select string_agg(lower(granted.privilege) || granted.columns, ', ' order by granted.privilege) from (
      select r.privilege_type, '' from aclexplode(c.relacl) r where r.grantee = p.polroles[1]
      union all
      select r.privilege_type, format(' (%s)', string_agg(a.attname, ', ' order by a.attnum))
        from pg_attribute a cross join aclexplode(a.attacl) r
        where a.attrelid = c.oid and not a.attisdropped and r.grantee = p.polroles[1]
        group by r.privilege_type) granted (privilege, columns)
    where granted.privilege in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')) as may
  from pg_policy p join pg_class c on c.oid = p.polrelid
  where p.polname = 'tenant_isolation' and c.relnamespace = 'public'::regnamespace
    and p.polroles = array['${APPLICATION_ROLE}'::regrole::oid]
    and pg_get_expr(p.polqual, c.oid) ~* '${IS_OF_THE_SHOP.replaceAll("'", "''")}'
    and not exists (select from public.isolated_tables recorded where recorded.name = c.relname)`;

/** Records what a former build isolated. A table on which the services may do nothing is left out: nobody misses it. */
export async function recordFormerIsolation(queryRunner: QueryRunner): Promise<void> {
  const found = (await queryRunner.query(NOT_RECORDED)) as (Omit<Isolation, 'may'> & {
    may: string | null;
  })[];
  for (const { table, column, may } of found) {
    if (may !== null) await recordTenantIsolation(queryRunner, { table, column, may });
  }
}

function refuseOtherSql({ table, column, may }: Isolation): void {
  for (const name of [table, column]) {
    if (!NAME.test(name)) throw new Error(`"${name}" is no plain name of a table or column`);
  }
  if (!RIGHTS.test(may)) throw new Error(`"${may}" is no list of select, insert, update and delete`);
}

async function isolate(queryRunner: QueryRunner, { table, column, may }: Isolation): Promise<void> {
  // After a SET LOCAL has ended the setting is '', not null. Names are qualified: whatever stands in the search path
  // while this is parsed stays in the policy.
  const isOfTheShop = `${column} operator(pg_catalog.=) nullif(pg_catalog.current_setting('app.shop_id', true), '')::pg_catalog.uuid`;
  await queryRunner.query(`alter table public.${table} enable row level security`);
  await queryRunner.query(`drop policy if exists tenant_isolation on public.${table}`);
  await queryRunner.query(
    `create policy tenant_isolation on public.${table} to ${APPLICATION_ROLE} using (${isOfTheShop}) with check (${isOfTheShop})`,
  );
  await grantRights(queryRunner, { table, may });
}

async function grantRights(
  queryRunner: QueryRunner,
  { table, may }: Omit<Isolation, 'column'>,
): Promise<void> {
  await queryRunner.query(`grant ${may} on public.${table} to ${APPLICATION_ROLE}`);
}

/** What was recorded of tables that are there, and whether the policy is: one that is right needs no lock on its table. */
const RECORDED = `
  select recorded.name as table, recorded.column_name as column, recorded.may,
    c.relrowsecurity and exists (
      select from pg_policy p
      where p.polrelid = c.oid and p.polname = 'tenant_isolation' and p.polpermissive and p.polcmd = '*'
        and p.polroles = array['${APPLICATION_ROLE}'::regrole::oid]
        and pg_get_expr(p.polqual, c.oid) ~* '${IS_OF_THE_SHOP.replaceAll("'", "''")}'
        and pg_get_expr(p.polwithcheck, c.oid) ~* '${IS_OF_THE_SHOP.replaceAll("'", "''")}') as "isRight"
  from public.isolated_tables recorded
    join pg_class c on c.relname = recorded.name and c.relnamespace = 'public'::regnamespace`;

/** The statement locks out every reader while it waits for its turn, so it is left out where nothing is to be done. */
const CLOSE_TELEGRAM_ACCOUNTS = `
  do $do$
  begin
    if not (select relrowsecurity from pg_catalog.pg_class where oid = 'public.telegram_accounts'::regclass) then
      alter table public.telegram_accounts enable row level security;
    end if;
  end $do$`;

/** Makes the isolation of every table right that a migration isolated: a restored dump may have lost it. */
export async function repairTenantIsolation(queryRunner: QueryRunner): Promise<void> {
  const recorded = (await queryRunner.query(RECORDED)) as (Isolation & { readonly isRight: boolean })[];
  for (const { isRight, ...isolation } of recorded) {
    refuseOtherSql(isolation);
    if (isRight) await grantRights(queryRunner, isolation);
    else await isolate(queryRunner, isolation);
  }
  // Row security without a policy: the services reach it through functions only.
  await queryRunner.query(CLOSE_TELEGRAM_ACCOUNTS);
}
