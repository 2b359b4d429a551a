import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from '../tenant-isolation';

/**
 * Sessions, and what happened to them. Whatever locks sessions has locked their shop before: in another order two
 * transactions could wait for each other.
 */
export class Sessions1763900000004 implements MigrationInterface {
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
        revoked_reason text
      )`);
    await queryRunner.query(`create index sessions_shop_id on public.sessions (shop_id)`);
    await queryRunner.query(`
      create table public.activity (
        id uuid primary key default public.uuid_v7(),
        shop_id uuid not null references public.shops (id) on delete cascade,
        at timestamptz not null default now(),
        event text not null,
        ip text,
        user_agent text,
        session_id uuid
      )`);
    await queryRunner.query(`create index activity_shop_id_at on public.activity (shop_id, at)`);
    await queryRunner.query(`create index activity_at on public.activity (at)`);
    await enableTenantIsolation(queryRunner, 'sessions', { may: 'select' });
    await enableTenantIsolation(queryRunner, 'activity', { may: 'select, insert' });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table public.activity`);
    await queryRunner.query(`drop table public.sessions`);
  }
}
