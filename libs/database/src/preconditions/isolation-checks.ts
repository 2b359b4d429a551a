import { APPLICATION_ROLE } from '../tenancy/application-role';
import { differingFunctionsSql } from '../functions/apply-functions';
import { SEARCH_PATH } from '../functions/database-functions';
import { SHOP_POLICY_PATTERN } from '../tenancy/tenant-isolation';

/** A check for one way around row security. `sql` selects the names of faulty objects; `advice` says how to correct them. */
export interface IsolationCheck {
  readonly sql: string;
  /** Separates the names; a comma by default. */
  readonly separator?: string;
  readonly advice: (names: string) => string;
}

/**
 * `tenants`: `shops`, `telegram_accounts`, every table with `shop_id`, and every table that the services reach and that has
 * a foreign key to a table of `tenants`. `readers`: these tables and the views that read them, directly or through other views.
 */
export const TENANT_RELATIONS = `
  relations as (
    select c.oid, c.relkind, c.relrowsecurity, c.relowner, c.relname, c.relnamespace, c.reloptions,
      has_schema_privilege('${APPLICATION_ROLE}', n.oid, 'usage') and
        (has_any_column_privilege('${APPLICATION_ROLE}', c.oid, 'select, insert, update')
          or has_table_privilege('${APPLICATION_ROLE}', c.oid, 'delete')) as is_reached
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

export const ISOLATION_CHECKS = {
  tables: {
    sql: `
      select t.oid::regclass::text from tenant_tables t
      where not t.relrowsecurity or pg_has_role(current_user, t.relowner, 'member')`,
    advice: (names) =>
      `Row security is off, or its owner is the service, on: ${names}. See enableTenantIsolation`,
  },
  policies: {
    sql: `
      select format('%s (policy %s)', t.oid::regclass, p.polname) from tenant_tables t
        join pg_policy p on p.polrelid = t.oid and p.polpermissive
      where exists (select from unnest(p.polroles) role where role = 0 or pg_has_role(current_user, role, 'member'))
        and exists (
          select from (values (p.polqual), (p.polwithcheck)) e (tree)
          where pg_get_expr(e.tree, p.polrelid) !~* '${SHOP_POLICY_PATTERN.replaceAll("'", "''")}')`,
    advice: (names) =>
      `A policy gives a shop rows of other shops, on: ${names}. Drop it, or make it "as restrictive"; enableTenantIsolation creates the right policy`,
  },
  rights: {
    sql: `
      select t.oid::regclass::text from tenant_tables t
      where has_table_privilege(t.oid, 'truncate, references, trigger')
        and not pg_has_role(current_user, t.relowner, 'member')`,
    advice: (names) =>
      `Row security does not cover the rights truncate, references and trigger, which the service has on: ${names}. Revoke them from ${APPLICATION_ROLE} and from public`,
  },
  views: {
    sql: `
      select v.oid::regclass::text from relations v join readers using (oid)
      where v.is_reached and (v.relkind = 'm' or v.relkind = 'v' and not coalesce((
        select o.option_value::boolean from pg_options_to_table(v.reloptions) o where o.option_name = 'security_invoker'), false))`,
    advice: (names) =>
      `A view reads the rows of all shops as its owner: ${names}. Make it "with (security_invoker = true)", or revoke a materialized view from ${APPLICATION_ROLE}`,
  },
  functions: {
    sql: `
      select p.oid::regprocedure::text from pg_proc p join pg_roles owner on owner.oid = p.proowner
      where p.prosecdef
        and (p.proowner in (select relowner from tenant_tables)
          or (owner.rolsuper or owner.rolbypassrls) and p.pronamespace in (select relnamespace from tenant_tables))
        and has_schema_privilege(p.pronamespace, 'usage') and has_function_privilege(p.oid, 'execute')
        and (has_function_privilege('public', p.oid, 'execute')
          or not coalesce('search_path=${SEARCH_PATH}' = any(p.proconfig), false))
        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
    advice: (names) =>
      `A function that runs as its owner may be called by anybody, or looks names up where others may create objects: ${names}. Revoke it from public, grant it to ${APPLICATION_ROLE}, "set search_path = ${SEARCH_PATH}", and write every name in it with its schema`,
  },
  schemas: {
    sql: `
      select n.nspname from pg_namespace n
      where (n.oid in (select relnamespace from tenant_tables) or n.nspname = 'public')
        and exists (select from pg_roles r
          where pg_has_role(current_user, r.oid, 'member') and has_schema_privilege(r.oid, n.oid, 'create'))`,
    advice: (names) =>
      `The service, or everybody, may create objects in: ${names}. Code that is planted there may run as the owner of the tables. Run "npm run migrate", or "revoke create on schema … from public, ${APPLICATION_ROLE}"`,
  },
  planted: {
    sql: `
      with made as (
        select 'pg_proc'::regclass as kind, oid, pronamespace as schema, proowner as owner from pg_proc
        union all
        select 'pg_operator'::regclass, oid, oprnamespace, oprowner from pg_operator
        union all
        select 'pg_type'::regclass, t.oid, t.typnamespace, t.typowner from pg_type t left join pg_class c on c.oid = t.typrelid
          where coalesce(c.relkind = 'c', true)),
      planted as (
        select made.* from made join pg_namespace n on n.oid = made.schema
        where (n.nspname = 'public' or n.oid in (select relnamespace from tenant_tables))
          and not pg_has_role(made.owner, n.nspowner, 'member')
          and not exists (select from tenant_tables t
            where (t.oid = to_regclass('public.shops') or t.relnamespace = n.oid and n.nspname <> 'public')
              and pg_has_role(made.owner, t.relowner, 'member'))
          -- Before the first migration, the user who runs "migrate" counts as the owner of the tables; the services never do.
          and (to_regclass('public.shops') is not null or current_user = '${APPLICATION_ROLE}'
            or made.owner is distinct from (select r.oid from pg_roles r where r.rolname = current_user))
          and not exists (select from pg_depend d
            where d.classid = made.kind and d.objid = made.oid and d.deptype in ('e', 'i'))),
      named as (
        select kind, oid from planted
        union
        select 'pg_cast'::regclass, c.oid from pg_cast c
          where exists (select from planted p
            where p.kind = 'pg_proc'::regclass and p.oid = c.castfunc
              or p.kind = 'pg_type'::regclass and p.oid in (c.castsource, c.casttarget))
            and not exists (select from pg_depend d
              where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype in ('e', 'i')))
      select format('drop %s %s;', case when found.type in ('function', 'procedure') then 'routine' else found.type end,
        found.identity)
      from named cross join pg_identify_object(named.kind, named.oid, 0) found`,
    separator: '\n',
    advice: (drops) =>
      `The schema of the tables contains code of a user who does not own them, and the code may run as their owner. If nobody needs the code, the owner of the database runs:\n${drops}\nMove code that somebody needs to another schema`,
  },
  isolation: {
    sql: `
      select t.oid::regclass::text from public.isolated_tables recorded
        join relations t on t.relname = recorded.name and t.relnamespace = 'public'::regnamespace
      where not exists (select from pg_policy p where p.polrelid = t.oid and p.polname = 'tenant_isolation')`,
    advice: (names) =>
      `The policy of enableTenantIsolation is missing, as after a restored dump, on: ${names}. Run "npm run migrate"`,
  },
  unprotected: {
    sql: `
      select t.oid::regclass::text from tenant_tables t join pg_class c using (oid)
      where t.relrowsecurity and not c.relispartition and t.relname <> 'telegram_accounts'
        and not exists (select from pg_policy p where p.polrelid = t.oid)
        and not exists (select from public.isolated_tables recorded
          where recorded.name = t.relname and t.relnamespace = 'public'::regnamespace)`,
    advice: (names) =>
      `Row security is on and there is no policy, as after a restored dump, on: ${names}. Call enableTenantIsolation for it in a new migration. For a table that only functions reach, run "create policy closed on … as restrictive using (false)"`,
  },
  builds: {
    sql: differingFunctionsSql(),
    advice: (names) =>
      `A function is missing, or is not the one of this build: ${names}. Run "npm run migrate"`,
  },
} as const satisfies Record<string, IsolationCheck>;
