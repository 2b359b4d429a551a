import { APPLICATION_ROLE } from './application-role';

/** What lets the services pass from shop to shop though row security is on. Each is SQL that lists names, and advice. */
interface Door {
  readonly sql: string;
  readonly says: (names: string) => string;
}

/** The expression of enableTenantIsolation as PostgreSQL writes it back; permissive policies are added up, so each must be it. */
const IS_OF_THE_SHOP = String.raw`^\(+"?\w+"? = \(*nullif\(current_setting\('app\.shop_id'(::text)?, true\), ''(::text)?\)\)*::uuid\)+$`;

/**
 * Whose rows belong to a shop: by name, by `shop_id`, or by a foreign key to such a table, where the services reach it.
 * What reads them: views, over any number of steps.
 */
export const TENANT_RELATIONS = `
  relations as (
    select c.oid, c.relkind, c.relrowsecurity, c.relowner, c.relname, c.reloptions,
      has_schema_privilege(n.oid, 'usage') and
        (has_any_column_privilege(c.oid, 'select, insert, update') or has_table_privilege(c.oid, 'delete')) as is_reached
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'),
  tenants as (
    select r.oid from relations r
    where (r.relkind in ('r', 'p') or r.relkind = 'f' and r.is_reached)
      and (r.relname in ('shops', 'telegram_accounts') or exists (
        select from pg_attribute a where a.attrelid = r.oid and a.attname = 'shop_id' and not a.attisdropped))
    union
    select r.oid from tenants t
      join pg_constraint f on f.confrelid = t.oid and f.contype = 'f'
      join relations r on r.oid = f.conrelid and r.is_reached),
  tenant_tables as (select r.* from relations r join tenants using (oid)),
  readers as (
    select oid from tenants
    union
    select w.ev_class from readers r
      join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = r.oid and d.classid = 'pg_rewrite'::regclass
      join pg_rewrite w on w.oid = d.objid)`;

export const DOORS = {
  tables: {
    sql: `
      select t.oid::regclass::text from tenant_tables t
      where not t.relrowsecurity or pg_has_role(current_user, t.relowner, 'member')`,
    says: (names) =>
      `Row security is off, or its owner is the service, on: ${names}. See enableTenantIsolation`,
  },
  policies: {
    sql: `
      select format('%s (policy %s)', t.oid::regclass, p.polname) from tenant_tables t
        join pg_policy p on p.polrelid = t.oid and p.polpermissive
      where exists (select from unnest(p.polroles) role where role = 0 or pg_has_role(current_user, role, 'member'))
        and exists (
          select from (values (p.polqual), (p.polwithcheck)) e (tree)
          where pg_get_expr(e.tree, p.polrelid) !~* '${IS_OF_THE_SHOP.replaceAll("'", "''")}')`,
    says: (names) =>
      `A policy lets a shop have the rows of others, on: ${names}. Drop it, or make it "as restrictive"; enableTenantIsolation makes the one that is needed`,
  },
  rights: {
    sql: `
      select t.oid::regclass::text from tenant_tables t
      where has_table_privilege(t.oid, 'truncate, references, trigger')
        and not pg_has_role(current_user, t.relowner, 'member')`,
    says: (names) =>
      `Row security does not bind truncate, references and trigger, which the service may on: ${names}. Revoke them from ${APPLICATION_ROLE} and from public`,
  },
  views: {
    sql: `
      select v.oid::regclass::text from relations v join readers using (oid)
      where v.is_reached and (v.relkind = 'm' or v.relkind = 'v' and not coalesce((
        select o.option_value::boolean from pg_options_to_table(v.reloptions) o where o.option_name = 'security_invoker'), false))`,
    says: (names) =>
      `A view reads the rows of all shops as its owner: ${names}. Make it "with (security_invoker = true)"; one that is materialized is not for ${APPLICATION_ROLE}`,
  },
  functions: {
    sql: `
      select p.oid::regprocedure::text from pg_proc p
      where p.prosecdef and p.proowner in (select relowner from tenant_tables)
        and has_schema_privilege(p.pronamespace, 'usage') and has_function_privilege(p.oid, 'execute')
        and (has_function_privilege('public', p.oid, 'execute')
          or not exists (select from unnest(p.proconfig) setting where setting like 'search_path=%'))
        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
    says: (names) =>
      `A function that runs as its owner may be called by anybody, or takes its tables from where its caller says: ${names}. Revoke it from public, grant it to ${APPLICATION_ROLE}, and "set search_path = public, pg_temp"`,
  },
} as const satisfies Record<string, Door>;
