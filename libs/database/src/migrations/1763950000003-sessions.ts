import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from '../tenancy/tenant-isolation';

/** A transaction that locks sessions locks their shop first. In another order two transactions could deadlock. */
export class Sessions1763950000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table public.sessions (
        id uuid primary key default public.uuid_v7(),
        shop_id uuid not null references public.shops (id) on delete cascade,
        challenge_id text not null unique,
        generation int not null default 1,
        rotated_at timestamptz,
        user_agent text not null,
        ip text not null,
        created_at timestamptz not null default now(),
        last_seen_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_reason text,
        reuse_notified_at timestamptz
      )`);
    await queryRunner.query(`create index sessions_shop_id on public.sessions (shop_id)`);
    // `delete_expired_batch` finds sessions by the moment at which they ended.
    await queryRunner.query(`create index sessions_ended on public.sessions (least(expires_at, revoked_at))`);
    await enableTenantIsolation(queryRunner, 'sessions', { may: 'select' });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table public.sessions`);
  }
}
