import type { QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from './application-role';
import { type DatabaseFunction, FUNCTIONS } from './functions';
import { repairTenantIsolation } from './tenant-isolation';

type Runner = Pick<QueryRunner, 'query'>;

/**
 * Makes the role that the services run under. It owns nothing and cannot bypass row security, also where DATABASE_URL
 * names the owner or a superuser. Roles belong to the whole cluster, so another database may have made it already.
 */
const ROLE = `
  do $do$
  declare
    granting text := pg_catalog.format('grant ${APPLICATION_ROLE} to %I;', current_user);
  begin
    -- Check existence first: without CREATEROLE, CREATE ROLE fails on privilege before it reports a duplicate.
    if not exists (select from pg_catalog.pg_roles where rolname = '${APPLICATION_ROLE}') then
      begin
        create role ${APPLICATION_ROLE} nologin nosuperuser nocreatedb nocreaterole nobypassrls;
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
          raise exception 'This user may not create the role ${APPLICATION_ROLE}. An administrator runs: create role ${APPLICATION_ROLE} nologin; %', granting;
      end;
    end if;

    if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then return; end if;
    begin
      if pg_catalog.current_setting('server_version_num')::int >= 160000 then
        execute 'grant ${APPLICATION_ROLE} to current_user with set true, inherit false';
      else
        execute 'grant ${APPLICATION_ROLE} to current_user';
      end if;
    exception when insufficient_privilege then
      if not pg_catalog.pg_has_role(current_user, '${APPLICATION_ROLE}', 'member') then
        raise exception 'This user may not take the role ${APPLICATION_ROLE}. An administrator runs: %', granting;
      end if;
    end;
  end $do$`;

/**
 * Takes the right to create in `public` from everybody but the owner: what is planted there is found by every query that
 * does not name its schema. Databases that came from PostgreSQL 14 or older give it to PUBLIC.
 */
const SCHEMA = `
  do $do$
  begin
    begin
      revoke create on schema public from public, ${APPLICATION_ROLE};
      grant usage on schema public to ${APPLICATION_ROLE};
    exception when insufficient_privilege then null;
    end;
    -- Who does not own the schema gets a warning from both, or this error, and no error that would stop here.
    if pg_catalog.has_schema_privilege('${APPLICATION_ROLE}', 'public', 'create')
      or not pg_catalog.has_schema_privilege('${APPLICATION_ROLE}', 'public', 'usage') then
      raise exception 'This user may not close the schema public to others. An administrator runs: grant usage, create on schema public to %; revoke create on schema public from public, ${APPLICATION_ROLE}; grant usage on schema public to ${APPLICATION_ROLE};',
        pg_catalog.quote_ident(current_user);
    end if;
  end $do$`;

/** The role and the schema, before any migration runs. Safe to repeat. */
export async function prepareAccess(runner: Runner): Promise<void> {
  await runner.query(ROLE);
  await runner.query(SCHEMA);
}

/** Creates, or replaces, functions as this build has them, with their rights. */
export async function createFunctions(
  runner: Runner,
  functions: readonly DatabaseFunction[] = FUNCTIONS,
): Promise<void> {
  for (const { sql, signature, isForServices } of functions) {
    await runner.query(sql);
    await runner.query(`revoke all on function ${signature} from public`);
    const change = isForServices ? 'grant execute on' : 'revoke all on';
    const grantee = isForServices ? `to ${APPLICATION_ROLE}` : `from ${APPLICATION_ROLE}`;
    await runner.query(`${change} function ${signature} ${grantee}`);
  }
}

/**
 * Rights, row security and policies, when all tables are there. A restored dump may lack any of them, with no
 * migration left to run; so every `migrate` makes them right. Safe to repeat.
 */
export async function restoreAccess(runner: QueryRunner): Promise<void> {
  await runner.query(`grant select on public.migrations, public.isolated_tables to ${APPLICATION_ROLE}`);
  await repairTenantIsolation(runner);
}
