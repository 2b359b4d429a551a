import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from '../application-role';

/**
 * The role that the services run under. It owns nothing and cannot bypass row security, also where DATABASE_URL names
 * the owner or a superuser. Roles belong to the whole cluster, so another database may have made it already.
 */
export class ApplicationRole1763900000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      do $do$
      declare
        granting text := format('grant ${APPLICATION_ROLE} to %I;', current_user);
      begin
        -- Asked first: who may not create roles is told so also where this one is there already.
        if not exists (select from pg_roles where rolname = '${APPLICATION_ROLE}') then
          begin
            create role ${APPLICATION_ROLE} nologin nosuperuser nocreatedb nocreaterole nobypassrls;
          exception
            when duplicate_object or unique_violation then null;
            when insufficient_privilege then
              raise exception 'This user may not create the role ${APPLICATION_ROLE}. An administrator runs: create role ${APPLICATION_ROLE} nologin; %', granting;
          end;
        end if;

        if (select rolsuper from pg_roles where rolname = current_user) then return; end if;
        begin
          if current_setting('server_version_num')::int >= 160000 then
            execute 'grant ${APPLICATION_ROLE} to current_user with set true, inherit false';
          else
            execute 'grant ${APPLICATION_ROLE} to current_user';
          end if;
        exception when insufficient_privilege then
          if not pg_has_role(current_user, '${APPLICATION_ROLE}', 'member') then
            raise exception 'This user may not take the role ${APPLICATION_ROLE}. An administrator runs: %', granting;
          end if;
        end;
      end $do$`);
    await queryRunner.query(`grant usage on schema public to ${APPLICATION_ROLE}`);
    // The services check at boot that no migration is missing.
    await queryRunner.query(`grant select on migrations to ${APPLICATION_ROLE}`);
  }

  /** The role stays: other databases of the cluster may use it. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`revoke select on migrations from ${APPLICATION_ROLE}`);
    await queryRunner.query(`revoke usage on schema public from ${APPLICATION_ROLE}`);
  }
}
