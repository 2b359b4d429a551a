import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLinking } from './1763900000003-telegram-accounts';
import { createDefinerFunction } from './definer-function';

/** Who a phone belongs to, as before; activity tells of it, and the caller which sessions have ended by it. */
export class NotedLinks1763900000007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createDefinerFunction(
      queryRunner,
      'link_telegram_account(p_telegram_id bigint, p_phone text, p_chat_id bigint, p_username text, p_first_name text, p_language_code text) returns jsonb',
      `
      declare
        own telegram_accounts;
        former telegram_accounts;
        ended jsonb;
      begin
        -- Two accounts may claim one phone at once, and one account two phones: one after the other.
        perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
        perform pg_advisory_xact_lock(hashtextextended('telegram account ' || p_telegram_id, 0));

        select * into own from telegram_accounts where telegram_id = p_telegram_id;
        if own.phone is not null and own.phone <> p_phone then
          return jsonb_build_object('outcome', 'other_phone');
        end if;
        if own.phone = p_phone then
          update telegram_accounts
            set chat_id = p_chat_id, username = p_username, first_name = p_first_name,
                language_code = p_language_code, blocked_at = null
            where telegram_id = p_telegram_id;
          return jsonb_build_object('outcome', 'unchanged');
        end if;

        delete from telegram_accounts where phone = p_phone returning * into former;
        insert into telegram_accounts (telegram_id, phone, chat_id, username, first_name, language_code)
          values (p_telegram_id, p_phone, p_chat_id, p_username, p_first_name, p_language_code);
        update shops set telegram_id = null where telegram_id = p_telegram_id and phone <> p_phone;
        update shops set telegram_id = p_telegram_id where phone = p_phone;
        if former.telegram_id is null then
          perform note_activity(p_phone, 'telegram_linked', null, null);
          return jsonb_build_object('outcome', 'linked');
        end if;

        perform note_activity(p_phone, 'telegram_relinked', null, null);
        ended := end_phone_sessions(p_phone, 'relinked', null, false, null);
        return ended || jsonb_build_object('outcome', 'moved', 'formerChatId', former.chat_id);
      end`,
    );
    await createDefinerFunction(
      queryRunner,
      'unlink_telegram_account(p_telegram_id bigint) returns text',
      `
      declare unlinked text;
      begin
        select phone into unlinked from telegram_accounts where telegram_id = p_telegram_id;
        perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || unlinked, 0));
        delete from telegram_accounts where telegram_id = p_telegram_id and phone = unlinked
          returning phone into unlinked;
        update shops set telegram_id = null where telegram_id = p_telegram_id;
        perform note_activity(unlinked, 'telegram_unlinked', null, null);
        return unlinked;
      end`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await createLinking(queryRunner);
  }
}
