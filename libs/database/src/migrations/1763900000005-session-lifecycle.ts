import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What pruning reads, and whether the owner was notified that a refresh token was used twice. */
export class SessionLifecycle1763900000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create index sessions_over on public.sessions (least(expires_at, revoked_at))`);
    await queryRunner.query(`alter table public.sessions add column reuse_told_at timestamptz`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table public.sessions drop column reuse_told_at`);
    await queryRunner.query(`drop index public.sessions_over`);
  }
}
