import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from '../application-role';

/** Every `migrate` makes the role and its rights, whatever is left to run, so that a restored database has them too. */
export class ApplicationRole1763900000001 implements MigrationInterface {
  up(): Promise<void> {
    return Promise.resolve();
  }

  /** The role stays: other databases of the cluster may use it. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `revoke select on public.migrations, public.isolated_tables from ${APPLICATION_ROLE}`,
    );
    await queryRunner.query(`revoke usage on schema public from ${APPLICATION_ROLE}`);
  }
}
