import { asOwner } from '@app/testing';

/** Describes everything that `migrate` can create or change, with the whole definitions of functions and triggers. */
export async function catalogue(url: string): Promise<string[]> {
  const rows = await asOwner<{ entry: string }>(
    url,
    `with ours as (
       select oid, nspname, nspacl from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
     select format('schema %s %s', nspname, nspacl) as entry from ours
     union all select format('relation %s %s %s', relname, relacl, relrowsecurity) from pg_class
       where relnamespace in (select oid from ours)
     union all select format('column %s %s %s %s %s', c.relname, attname, format_type(atttypid, atttypmod), attnotnull,
         pg_get_expr(adbin, adrelid))
       from pg_attribute join pg_class c on c.oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
       where c.relnamespace in (select oid from ours) and attnum > 0
     union all select format('constraint %s %s', conname, pg_get_constraintdef(oid)) from pg_constraint
       where connamespace in (select oid from ours)
     union all select indexdef from pg_indexes where schemaname in (select nspname from ours)
     union all select format('%s %s', pg_get_functiondef(oid), proacl) from pg_proc
       where pronamespace in (select oid from ours) and prokind <> 'a'
     union all select format('type %s', typname) from pg_type where typnamespace in (select oid from ours)
     union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
     union all select format('policy %s %s %s %s', polrelid::regclass, polname, pg_get_expr(polqual, polrelid),
         pg_get_expr(polwithcheck, polrelid)) from pg_policy
     union all select format('extension %s', extname) from pg_extension
     union all select format('default rights %s', defaclacl) from pg_default_acl
     order by entry`,
  );
  return rows.map(({ entry }) => entry);
}
