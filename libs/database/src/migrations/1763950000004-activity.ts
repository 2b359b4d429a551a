import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from '../tenancy/tenant-isolation';

export class Activity1763950000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
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
    await enableTenantIsolation(queryRunner, 'activity', { may: 'select, insert' });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table public.activity`);
  }
}
