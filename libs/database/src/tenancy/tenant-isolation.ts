import type { QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from './application-role';

const NAME = /^[a-z_][a-z0-9_]{0,62}$/;
/** The rights that row security covers: all but truncate, references and trigger. */
const RIGHT = String.raw`(?:select|insert|update|delete)(?: \([a-z0-9_, ]+\))?`;
const RIGHTS = new RegExp(`^${RIGHT}(?:, ${RIGHT})*$`);

/** Records every call of `enableTenantIsolation`. A dump keeps these rows even without roles, rights and policies. */
export const ISOLATED_TABLES = `
  create table if not exists public.isolated_tables (
    name text primary key, column_name text not null, may text not null)`;

/** Matches the policy's expression as PostgreSQL formats it. */
export const SHOP_POLICY_PATTERN = String.raw`^\(+"?\w+"? = \(*nullif\(current_setting\('app\.shop_id'(::text)?, true\), ''(::text)?\)\)*::uuid\)+$`;

interface Isolation {
  readonly table: string;
  readonly column: string;
  readonly may: string;
}

/**
 * Enables row-level security on a table of the schema `public` that has `shop_id`: inside `Tenant.run` the services see only
 * rows of its shop, outside of it none. Call it in the migration that creates the table. The call is recorded, so that
 * `npm run migrate` can repeat it in a restored database.
 * @param options.column the column that holds the shop's id
 * @param options.may the rights of the services on the rows that they see, as `grant` takes them
 * @throws Error if a name is not a plain lower-case SQL name, or `may` names a right that row security does not cover
 */
export async function enableTenantIsolation(
  queryRunner: QueryRunner,
  table: string,
  { column = 'shop_id', may = 'select, insert, update, delete' } = {},
): Promise<void> {
  refuseOtherSql({ table, column, may });
  await queryRunner.query(
    `insert into public.isolated_tables (name, column_name, may) values ($1, $2, $3)
      on conflict (name) do update set column_name = excluded.column_name, may = excluded.may`,
    [table, column, may],
  );
  await isolate(queryRunner, { table, column, may });
}

function refuseOtherSql({ table, column, may }: Isolation): void {
  for (const name of [table, column]) {
    if (!NAME.test(name)) throw new Error(`"${name}" is not a plain name of a table or column`);
  }
  if (!RIGHTS.test(may)) throw new Error(`"${may}" is not a list of select, insert, update and delete`);
}

async function isolate(queryRunner: QueryRunner, { table, column, may }: Isolation): Promise<void> {
  // After a SET LOCAL has ended the setting is '', not null. Names are qualified, because the policy keeps what the search
  // path finds while the statement is parsed.
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

/** The recorded tables that exist. A table whose policy is right needs no lock. */
const RECORDED = `
  select recorded.name as table, recorded.column_name as column, recorded.may,
    c.relrowsecurity and exists (
      select from pg_policy p
      where p.polrelid = c.oid and p.polname = 'tenant_isolation' and p.polpermissive and p.polcmd = '*'
        and p.polroles = array['${APPLICATION_ROLE}'::regrole::oid]
        and pg_get_expr(p.polqual, c.oid) ~* '${SHOP_POLICY_PATTERN.replaceAll("'", "''")}'
        and pg_get_expr(p.polwithcheck, c.oid) ~* '${SHOP_POLICY_PATTERN.replaceAll("'", "''")}') as "isRight"
  from public.isolated_tables recorded
    join pg_class c on c.relname = recorded.name and c.relnamespace = 'public'::regnamespace`;

/** `alter table` blocks every reader while it waits for its lock, so it runs only if it is needed. */
const ISOLATE_TELEGRAM_ACCOUNTS = `
  do $do$
  begin
    if not (select relrowsecurity from pg_catalog.pg_class where oid = 'public.telegram_accounts'::regclass) then
      alter table public.telegram_accounts enable row level security;
    end if;
  end $do$`;

/** Restores the isolation of every recorded table, because a restored dump may have lost it. */
export async function repairTenantIsolation(queryRunner: QueryRunner): Promise<void> {
  const recorded = (await queryRunner.query(RECORDED)) as (Isolation & { readonly isRight: boolean })[];
  for (const { isRight, ...isolation } of recorded) {
    refuseOtherSql(isolation);
    if (isRight) await grantRights(queryRunner, isolation);
    else await isolate(queryRunner, isolation);
  }
  // Row security without a policy: the services reach this table through functions only.
  await queryRunner.query(ISOLATE_TELEGRAM_ACCOUNTS);
}
