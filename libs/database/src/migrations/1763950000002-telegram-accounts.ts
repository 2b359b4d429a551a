import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Row security without a policy: the services reach this table through functions only. */
export class TelegramAccounts1763950000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table public.telegram_accounts (
        telegram_id bigint primary key,
        phone text not null unique,
        chat_id bigint not null,
        username text,
        first_name text,
        language_code text,
        chosen_language text,
        linked_at timestamptz not null default now(),
        blocked_at timestamptz
      )`);
    await queryRunner.query(`alter table public.telegram_accounts enable row level security`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table public.telegram_accounts`);
  }
}
