import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from '../application-role';

/** Which of many Telegram accounts are linked, in one round trip: updates of linked people are handled first. */
export class LinkedSenders1763900000009 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `create or replace function public.linked_telegram_accounts(p_telegram_ids bigint[]) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
      begin
        return (
          select coalesce(jsonb_agg(a.telegram_id), '[]'::jsonb) from public.telegram_accounts a
          where a.telegram_id = any (p_telegram_ids));
      end $body$;`,
    );
    await queryRunner.query(`revoke all on function public.linked_telegram_accounts(bigint[]) from public`);
    await queryRunner.query(
      `grant execute on function public.linked_telegram_accounts(bigint[]) to ${APPLICATION_ROLE}`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop function public.linked_telegram_accounts(bigint[])`);
  }
}
