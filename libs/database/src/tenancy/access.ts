import type { QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from './application-role';
import { repairTenantIsolation } from './tenant-isolation';

type Runner = Pick<QueryRunner, 'query'>;

/**
 * Creates the role that the services run under. It owns nothing and cannot bypass row security, even if DATABASE_URL
 * names the schema owner or a superuser. Roles belong to the cluster, so another database may have created it already.
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
 * Revokes the right to create in `public` from everybody but the schema owner, because every query that does not name its
 * schema would find what somebody plants there. Databases that came from PostgreSQL 14 or older grant it to PUBLIC.
 */
const SCHEMA = `
  do $do$
  begin
    begin
      revoke create on schema public from public, ${APPLICATION_ROLE};
      grant usage on schema public to ${APPLICATION_ROLE};
    exception when insufficient_privilege then null;
    end;
    -- Without ownership of the schema both statements may only warn, so check their effect.
    if pg_catalog.has_schema_privilege('${APPLICATION_ROLE}', 'public', 'create')
      or not pg_catalog.has_schema_privilege('${APPLICATION_ROLE}', 'public', 'usage') then
      raise exception 'This user may not close the schema public to others. An administrator runs: grant usage, create on schema public to %; revoke create on schema public from public, ${APPLICATION_ROLE}; grant usage on schema public to ${APPLICATION_ROLE};',
        pg_catalog.quote_ident(current_user);
    end if;
  end $do$`;

/** Creates the role and closes the schema `public` before any migration runs. Repeatable. */
export async function prepareAccess(runner: Runner): Promise<void> {
  await runner.query(ROLE);
  await runner.query(SCHEMA);
}

/**
 * Restores rights, row security and policies of all tables. A restored dump may lack any of them while no migration is
 * pending, so every `migrate` does this. Repeatable.
 */
export async function restoreAccess(runner: QueryRunner): Promise<void> {
  await runner.query(`
    grant select on public.migrations, public.isolated_tables, public.applied_functions to ${APPLICATION_ROLE}`);
  await repairTenantIsolation(runner);
}

/** Revokes what `prepareAccess` granted. The role stays, because other databases may use it. */
export async function revokeAccess(runner: Runner): Promise<void> {
  await runner.query(`revoke usage on schema public from ${APPLICATION_ROLE}`);
}
