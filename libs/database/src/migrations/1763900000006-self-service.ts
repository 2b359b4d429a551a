import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SelfService1763900000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter table public.shops add constraint shops_plan_check check (plan in ('free', 'basic', 'pro'))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table public.shops drop constraint shops_plan_check`);
  }
}
