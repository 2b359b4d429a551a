import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createDefinerFunction } from './definer-function';
import { LIVE, THE_ASKING_LIVES } from './live-session';

/**
 * How sessions open, go on and end, so that those who hear of it can be told. `rotate_session`, `end_sessions_of_phone`, and
 * `open_session` and `end_sessions` with fewer parameters stay for instances of the former version; a later migration may
 * drop them.
 */
export class SessionLifecycle1763900000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create index sessions_over on sessions (least(expires_at, revoked_at))`);

    // One session per challenge: opened again for the same one, it is the same session. Null where that one has ended, or
    // where the phone has changed hands since its code came to a chat.
    await createDefinerFunction(
      queryRunner,
      'open_session(p_phone text, p_challenge_id text, p_language text, p_currency text, p_timezone text, p_user_agent text, p_ip text, p_idle_days int, p_per_shop int, p_chat_id bigint) returns jsonb',
      `
      declare
        shop shops;
        session sessions;
        opened_at timestamptz;
        gave_way uuid[] := '{}';
      begin
        -- One after the other for a phone, also with its links: the time tells who was first, the newest session is the
        -- last to give way, and the copy of telegram_id is right.
        perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
        if p_chat_id is not null and not exists (
          select from telegram_accounts where phone = p_phone and chat_id = p_chat_id) then return null; end if;
        opened_at := clock_timestamp();
        insert into shops (phone, language, currency, timezone, telegram_id, created_at, last_login_at)
          values (p_phone, p_language, p_currency, p_timezone,
            (select telegram_id from telegram_accounts where phone = p_phone), opened_at, opened_at)
          on conflict (phone) do update set last_login_at = opened_at
          returning * into shop;

        insert into sessions (shop_id, challenge_id, user_agent, ip, created_at, expires_at)
          values (shop.id, p_challenge_id, p_user_agent, p_ip, opened_at, opened_at + make_interval(days => p_idle_days))
          on conflict (challenge_id) do nothing
          returning * into session;
        if session.id is null then
          select * into session from sessions
            where challenge_id = p_challenge_id and shop_id = shop.id and ${LIVE};
          if session.id is null then return null; end if;
        else
          insert into activity (shop_id, event, ip, user_agent, session_id)
            values (shop.id, 'session_opened', p_ip, p_user_agent, session.id);
          gave_way := array(select id from sessions where shop_id = shop.id and ${LIVE}
            order by created_at desc offset p_per_shop);
          perform revoke_sessions(gave_way, 'limit');
          -- What is old, of any shop, for some never come back; a few at a time, so that no sign-in waits for it.
          delete from sessions where id in (
            select id from sessions where least(expires_at, revoked_at) < now() - interval '30 days'
              order by least(expires_at, revoked_at) limit 20 for update skip locked);
          delete from activity where id in (
            select id from activity where at < now() - interval '180 days' order by at limit 20 for update skip locked);
        end if;

        return jsonb_build_object('shop', shop_view(shop), 'session', session_view(session),
          'generation', session.generation, 'isNewShop', shop.created_at = session.created_at, 'ended', gave_way);
      end`,
    );

    await queryRunner.query(`alter table sessions add column reuse_told_at timestamptz`);
    // Whose owner is to be told that a token was used twice; of many who ask, one is answered. Who cannot tell gives it back.
    await queryRunner.query(`
      create function reuse_to_tell(p_shop_id uuid, p_session_id uuid) returns jsonb language sql set search_path = public, pg_temp as $body$
        with told as (
          update sessions set reuse_told_at = now()
            where id = p_session_id and shop_id = p_shop_id and revoked_reason = 'reuse' and reuse_told_at is null
            returning shop_id)
        select jsonb_build_object('reusedOf', shops.phone) from told join shops on shops.id = told.shop_id
      $body$`);
    await queryRunner.query(`revoke all on function reuse_to_tell(uuid, uuid) from public`);
    await createDefinerFunction(
      queryRunner,
      'reuse_not_told(p_shop_id uuid, p_session_id uuid) returns void',
      `
      begin
        update sessions set reuse_told_at = null where id = p_session_id and shop_id = p_shop_id;
      end`,
    );

    // A used token is good for 20 s more, for its answer may have been lost; later it was stolen, and the session ends.
    await createDefinerFunction(
      queryRunner,
      'refresh_session(p_shop_id uuid, p_session_id uuid, p_generation int, p_idle_days int, p_max_days int, p_user_agent text, p_ip text) returns jsonb',
      `
      declare session sessions;
      begin
        update sessions set generation = generation + 1, rotated_at = clock_timestamp(), last_seen_at = now(),
            user_agent = p_user_agent, ip = p_ip,
            expires_at = least(now() + make_interval(days => p_idle_days), created_at + make_interval(days => p_max_days))
          where id = p_session_id and shop_id = p_shop_id and generation = p_generation and ${LIVE}
          returning * into session;
        if session.id is null then
          select * into session from sessions where id = p_session_id and shop_id = p_shop_id and ${LIVE};
          if session.id is null then return reuse_to_tell(p_shop_id, p_session_id); end if;
          if p_generation > session.generation then return null; end if;
          if p_generation < session.generation - 1
            or session.rotated_at < clock_timestamp() - interval '20 seconds' then
            perform from shops where id = p_shop_id for key share;
            update sessions set revoked_at = now(), revoked_reason = 'reuse'
              where id = session.id and revoked_at is null;
            if not found then return null; end if;
            insert into activity (shop_id, event, ip, user_agent, session_id)
              values (p_shop_id, 'token_reused', p_ip, p_user_agent, session.id);
            return reuse_to_tell(p_shop_id, p_session_id);
          end if;
        end if;
        return jsonb_build_object('session', session_view(session), 'generation', session.generation);
      end`,
    );

    // The ids of those that have ended by it.
    await createDefinerFunction(
      queryRunner,
      'end_sessions(p_shop_id uuid, p_session_id uuid, p_scope text, p_other_id uuid) returns jsonb',
      `
      declare ids uuid[];
      begin
        perform from shops where id = p_shop_id for no key update;
        ${THE_ASKING_LIVES}
        ids := array(select id from sessions where shop_id = p_shop_id and ${LIVE} and case p_scope
          when 'this' then id = p_session_id when 'one' then id = p_other_id
          when 'others' then id <> p_session_id else true end);
        perform revoke_sessions(ids, 'logout');
        return to_jsonb(ids);
      end`,
    );

    // As the owner in Telegram does it: all of them; or the session that a code has opened, or is opening at this moment: a
    // session that never lived takes its place, so that it opens none; or a session by its id.
    await createDefinerFunction(
      queryRunner,
      'end_phone_sessions(p_phone text, p_reason text, p_challenge_id text, p_is_used boolean, p_session_id uuid) returns jsonb',
      `
      declare
        v_shop_id uuid;
        ids uuid[];
      begin
        -- A first sign-in that is being stored is waited for.
        perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
        select id into v_shop_id from shops where phone = p_phone for no key update;
        ids := array(select id from sessions where shop_id = v_shop_id and ${LIVE}
          and (p_challenge_id is null or challenge_id = p_challenge_id)
          and (p_session_id is null or id = p_session_id));
        perform revoke_sessions(ids, p_reason);
        if p_is_used and v_shop_id is not null then
          insert into sessions (shop_id, challenge_id, user_agent, ip, expires_at, revoked_at, revoked_reason)
            values (v_shop_id, p_challenge_id, '', '', now(), now(), p_reason)
            on conflict (challenge_id) do nothing;
        end if;
        return jsonb_build_object('shopId', v_shop_id, 'ended', ids);
      end`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const signature of [
      'end_phone_sessions(text, text, text, boolean, uuid)',
      'end_sessions(uuid, uuid, text, uuid)',
      'refresh_session(uuid, uuid, int, int, int, text, text)',
      'reuse_not_told(uuid, uuid)',
      'reuse_to_tell(uuid, uuid)',
      'open_session(text, text, text, text, text, text, text, int, int, bigint)',
    ]) {
      await queryRunner.query(`drop function ${signature}`);
    }
    await queryRunner.query(`alter table sessions drop column reuse_told_at`);
    await queryRunner.query(`drop index sessions_over`);
  }
}
