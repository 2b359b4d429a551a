import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createShopView } from './1763900000004-sessions';
import { createDefinerFunction } from './definer-function';
import { LIVE, THE_ASKING_LIVES } from './live-session';

/**
 * What owners see and do about their own shop: sessions, activity, profile, erasure. Each function looks whether the
 * session that asks is live, in the same round trip as its work; null says that it is not.
 */
export class SelfService1763900000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // An expired plan counts as free.
    await queryRunner.query(`
      create or replace function shop_view(shop shops) returns jsonb language sql stable set search_path = public, pg_temp as $body$
        select jsonb_build_object(
          'id', shop.id, 'phone', shop.phone, 'name', shop.name, 'language', shop.language,
          'currency', shop.currency, 'timezone', shop.timezone,
          'plan', case when shop.plan_expires_at <= now() then 'free' else shop.plan end,
          'planExpiresAt', shop.plan_expires_at, 'createdAt', shop.created_at, 'lastLoginAt', shop.last_login_at,
          'telegram', coalesce(
            (select jsonb_build_object('linked', true, 'username', a.username, 'firstName', a.first_name)
              from telegram_accounts a where a.phone = shop.phone),
            jsonb_build_object('linked', false, 'username', null, 'firstName', null)))
      $body$`);
    await queryRunner.query(
      `alter table shops add constraint shops_plan_check check (plan in ('free', 'basic', 'pro'))`,
    );

    await createDefinerFunction(
      queryRunner,
      'list_sessions(p_shop_id uuid, p_session_id uuid) returns jsonb stable',
      `
      begin
        ${THE_ASKING_LIVES}
        return (select jsonb_agg(session_view(session) || jsonb_build_object(
            'current', session.id = p_session_id, 'userAgent', session.user_agent, 'ip', session.ip,
            'lastSeenAt', session.last_seen_at) order by session.last_seen_at desc, session.id desc)
          from sessions session where session.shop_id = p_shop_id and ${LIVE});
      end`,
    );

    // The newest first. What is older than it may be kept is not shown, though it may not be pruned yet.
    await createDefinerFunction(
      queryRunner,
      'list_activity(p_shop_id uuid, p_session_id uuid, p_limit int, p_before uuid) returns jsonb stable',
      `
      begin
        ${THE_ASKING_LIVES}
        return (select coalesce(jsonb_agg(jsonb_build_object('id', page.id, 'at', page.at, 'event', page.event,
            'ip', page.ip, 'userAgent', page.user_agent) order by page.at desc, page.id desc), '[]')
          from (select * from activity a
            where a.shop_id = p_shop_id and a.at > now() - interval '180 days' and (p_before is null or (a.at, a.id) <
              (select b.at, b.id from activity b where b.id = p_before and b.shop_id = p_shop_id))
            order by a.at desc, a.id desc limit p_limit) page);
      end`,
    );

    await createDefinerFunction(
      queryRunner,
      'note_activity(p_phone text, p_event text, p_ip text, p_user_agent text) returns void',
      `
      begin
        insert into activity (shop_id, event, ip, user_agent)
          select id, p_event, p_ip, p_user_agent from shops where phone = p_phone for key share;
      end`,
    );

    // Null parameters leave what is.
    await createDefinerFunction(
      queryRunner,
      'update_shop(p_shop_id uuid, p_session_id uuid, p_name text, p_language text, p_currency text, p_timezone text) returns jsonb',
      `
      declare shop shops;
      begin
        update shops set name = coalesce(p_name, name), language = coalesce(p_language, language),
            currency = coalesce(p_currency, currency), timezone = coalesce(p_timezone, timezone)
          where id = p_shop_id
            and exists (select from sessions where id = p_session_id and shop_id = p_shop_id and ${LIVE})
          returning * into shop;
        if shop.id is null then return null; end if;
        return shop_view(shop);
      end`,
    );

    // With all that refers to the shop, the tables of teams included, and who its owner is in Telegram.
    await createDefinerFunction(
      queryRunner,
      'erase_shop(p_shop_id uuid, p_session_id uuid) returns jsonb',
      `
      declare
        v_phone text;
        ids uuid[];
      begin
        select phone into v_phone from shops where id = p_shop_id;
        perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || v_phone, 0));
        perform from shops where id = p_shop_id for update;
        ${THE_ASKING_LIVES}
        ids := array(select id from sessions where shop_id = p_shop_id and ${LIVE});
        delete from telegram_accounts where phone = v_phone;
        delete from shops where id = p_shop_id;
        return to_jsonb(ids);
      end`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const signature of [
      'erase_shop(uuid, uuid)',
      'update_shop(uuid, uuid, text, text, text, text)',
      'note_activity(text, text, text, text)',
      'list_activity(uuid, uuid, int, uuid)',
      'list_sessions(uuid, uuid)',
    ]) {
      await queryRunner.query(`drop function ${signature}`);
    }
    await createShopView(queryRunner);
    await queryRunner.query(`alter table shops drop constraint shops_plan_check`);
  }
}
