import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createDefinerFunction } from './definer-function';

/** Which chat belongs to which phone. Row security without a policy: the services reach it through functions only. */
export class TelegramAccounts1763900000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table telegram_accounts (
        telegram_id bigint primary key,
        phone text not null unique,
        chat_id bigint not null,
        username text,
        first_name text,
        language_code text,
        linked_at timestamptz not null default now(),
        blocked_at timestamptz
      )`);
    await queryRunner.query(`alter table telegram_accounts enable row level security`);

    const found = `
      (select jsonb_build_object(
        'telegramId', a.telegram_id, 'phone', a.phone, 'chatId', a.chat_id, 'username', a.username,
        'firstName', a.first_name, 'languageCode', a.language_code, 'isBlocked', a.blocked_at is not null,
        'shopLanguage', (select s.language from shops s where s.phone = a.phone))
      from telegram_accounts a where`;
    await createDefinerFunction(
      queryRunner,
      'telegram_account_by_id(p_telegram_id bigint) returns jsonb stable',
      `begin return ${found} a.telegram_id = p_telegram_id); end`,
    );
    await createDefinerFunction(
      queryRunner,
      'telegram_account_by_phone(p_phone text) returns jsonb stable',
      `begin return ${found} a.phone = p_phone); end`,
    );

    await createLinking(queryRunner);
    await createDefinerFunction(
      queryRunner,
      'mark_telegram_account(p_telegram_id bigint, p_is_blocked boolean) returns void',
      `
      begin
        update telegram_accounts
          set blocked_at = case when p_is_blocked then coalesce(blocked_at, now()) end
          where telegram_id = p_telegram_id and (blocked_at is not null) <> p_is_blocked;
      end`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop function mark_telegram_account(bigint, boolean)`);
    await queryRunner.query(`drop function unlink_telegram_account(bigint)`);
    await queryRunner.query(`drop function link_telegram_account(bigint, text, bigint, text, text, text)`);
    await queryRunner.query(`drop function telegram_account_by_phone(text)`);
    await queryRunner.query(`drop function telegram_account_by_id(bigint)`);
    await queryRunner.query(`drop table telegram_accounts`);
  }
}

/** Who a phone belongs to, from now on. */
export async function createLinking(queryRunner: QueryRunner): Promise<void> {
  await createDefinerFunction(
    queryRunner,
    'link_telegram_account(p_telegram_id bigint, p_phone text, p_chat_id bigint, p_username text, p_first_name text, p_language_code text) returns jsonb',
    `
    declare
      own telegram_accounts;
      former telegram_accounts;
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
      if former.telegram_id is null then return jsonb_build_object('outcome', 'linked'); end if;

      perform end_sessions_of_phone(p_phone, 'relinked');
      return jsonb_build_object('outcome', 'moved', 'formerChatId', former.chat_id);
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
      return unlinked;
    end`,
  );
}
