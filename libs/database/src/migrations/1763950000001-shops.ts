import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from '../tenancy/tenant-isolation';

export class Shops1763950000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table public.shops (
        id uuid primary key default public.uuid_v7(),
        phone text not null unique,
        name text not null default '',
        language text not null,
        currency text not null,
        timezone text not null,
        plan text not null default 'free',
        plan_expires_at timestamptz,
        telegram_id bigint unique,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        last_login_at timestamptz,
        constraint shops_plan_check check (plan in ('free', 'basic', 'pro'))
      )`);
    await queryRunner.query(`
      create trigger shops_updated_at before update on public.shops
        for each row when (old is distinct from new) execute function public.set_updated_at()`);
    // The services may change these four columns and nothing else.
    await enableTenantIsolation(queryRunner, 'shops', {
      column: 'id',
      may: 'select, update (name, language, currency, timezone)',
    });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table public.shops`);
  }
}
