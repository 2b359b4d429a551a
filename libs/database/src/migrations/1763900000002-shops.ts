import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFunctions } from '../access';
import { FUNCTIONS_OF_TABLES } from '../functions';
import { enableTenantIsolation } from '../tenant-isolation';

/** The services may change four columns of a shop and nothing else. */
export const ISOLATION_OF_SHOPS = {
  column: 'id',
  may: 'select, update (name, language, currency, timezone)',
};

export class Shops1763900000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createFunctions(queryRunner, FUNCTIONS_OF_TABLES);
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
        last_login_at timestamptz
      )`);
    await queryRunner.query(`
      create trigger shops_updated_at before update on public.shops
        for each row when (old is distinct from new) execute function public.set_updated_at()`);
    await enableTenantIsolation(queryRunner, 'shops', ISOLATION_OF_SHOPS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table public.shops`);
    await queryRunner.query(`drop function public.set_updated_at()`);
    await queryRunner.query(`drop function public.uuid_v7()`);
  }
}
