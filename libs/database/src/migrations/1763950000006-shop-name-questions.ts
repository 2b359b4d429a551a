import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the bot asked the owner for the name of the shop, and the update of Telegram that answered. */
export class ShopNameQuestions1763950000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table public.telegram_accounts
        add column name_asked_at timestamptz,
        add column name_update_id bigint`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter table public.telegram_accounts drop column name_asked_at, drop column name_update_id`,
    );
  }
}
