import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from '../application-role';
import { enableTenantIsolation } from '../tenant-isolation';

export class Shops1763900000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // RFC 9562, 5.7: 48 bits of milliseconds, then random bits. PostgreSQL has its own from 18 on only.
    await queryRunner.query(`
      create function uuid_v7() returns uuid language sql volatile parallel safe set search_path = public, pg_temp as $body$
        select encode(
          set_bit(set_bit(overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6
          ), 52, 1), 53, 1), 'hex')::uuid
      $body$`);
    await queryRunner.query(`
      create table shops (
        id uuid primary key default uuid_v7(),
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
      create function set_updated_at() returns trigger language plpgsql set search_path = public, pg_temp as $body$
      begin
        new.updated_at := now();
        return new;
      end $body$`);
    await queryRunner.query(`
      create trigger shops_updated_at before update on shops
        for each row when (old is distinct from new) execute function set_updated_at()`);
    await queryRunner.query(`revoke all on function uuid_v7(), set_updated_at() from public`);
    // The default of ids is asked as whoever inserts.
    await queryRunner.query(`grant execute on function uuid_v7() to ${APPLICATION_ROLE}`);
    await enableTenantIsolation(queryRunner, 'shops', { column: 'id', may: 'select' });
    await queryRunner.query(
      `grant update (name, language, currency, timezone) on shops to ${APPLICATION_ROLE}`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table shops`);
    await queryRunner.query(`drop function set_updated_at()`);
    await queryRunner.query(`drop function uuid_v7()`);
  }
}
