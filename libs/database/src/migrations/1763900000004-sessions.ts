import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from '../tenant-isolation';
import { createDefinerFunction } from './definer-function';

/**
 * Sessions, what happened to them, and the functions that open, rotate and end them in one round trip each. Whoever locks
 * sessions has locked their shop before: in another order two could wait for each other.
 */
export class Sessions1763900000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table sessions (
        id uuid primary key default uuid_v7(),
        shop_id uuid not null references shops (id) on delete cascade,
        challenge_id text not null unique,
        generation int not null default 1,
        rotated_at timestamptz,
        user_agent text not null,
        ip text not null,
        created_at timestamptz not null default now(),
        last_seen_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_reason text
      )`);
    await queryRunner.query(`create index sessions_shop_id on sessions (shop_id)`);
    await queryRunner.query(`
      create table activity (
        id uuid primary key default uuid_v7(),
        shop_id uuid not null references shops (id) on delete cascade,
        at timestamptz not null default now(),
        event text not null,
        ip text,
        user_agent text,
        session_id uuid
      )`);
    await queryRunner.query(`create index activity_shop_id_at on activity (shop_id, at)`);
    await queryRunner.query(`create index activity_at on activity (at)`);
    await enableTenantIsolation(queryRunner, 'sessions', { may: 'select' });
    await enableTenantIsolation(queryRunner, 'activity', { may: 'select, insert' });

    await createShopView(queryRunner);
    await queryRunner.query(`
      create function session_view(session sessions) returns jsonb language sql stable set search_path = public, pg_temp as $body$
        select jsonb_build_object('id', session.id, 'createdAt', session.created_at, 'expiresAt', session.expires_at)
      $body$`);
    // Those of them that are still live. How many they were.
    await queryRunner.query(`
      create function revoke_sessions(p_ids uuid[], p_reason text) returns int language sql set search_path = public, pg_temp as $body$
        with ended as (
          update sessions set revoked_at = now(), revoked_reason = p_reason
            where id = any(p_ids) and revoked_at is null and expires_at > now()
            returning shop_id, ip, user_agent, id),
        noted as (
          insert into activity (shop_id, event, ip, user_agent, session_id)
            select shop_id, 'session_ended', ip, user_agent, id from ended returning 1)
        select count(*)::int from noted
      $body$`);
    await queryRunner.query(
      `revoke all on function shop_view(shops), session_view(sessions), revoke_sessions(uuid[], text) from public`,
    );

    await createDefinerFunction(
      queryRunner,
      'end_sessions_of_phone(p_phone text, p_reason text) returns int',
      `
      declare v_shop_id uuid;
      begin
        select id into v_shop_id from shops where phone = p_phone for no key update;
        return revoke_sessions(array(select id from sessions where shop_id = v_shop_id), p_reason);
      end`,
    );

    // One session per challenge: opened again for the same one, it is the same session. Null where that one has ended.
    await createDefinerFunction(
      queryRunner,
      'open_session(p_phone text, p_challenge_id text, p_language text, p_currency text, p_timezone text, p_user_agent text, p_ip text, p_idle_days int, p_per_shop int) returns jsonb',
      `
      declare
        shop shops;
        session sessions;
        opened_at timestamptz;
      begin
        -- One after the other for a phone, also with its links: the time tells who was first, the newest session is the
        -- last to give way, and the copy of telegram_id is right.
        perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
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
            where challenge_id = p_challenge_id and shop_id = shop.id and revoked_at is null and expires_at > now();
          if session.id is null then return null; end if;
        else
          insert into activity (shop_id, event, ip, user_agent, session_id)
            values (shop.id, 'session_opened', p_ip, p_user_agent, session.id);
          perform revoke_sessions(array(
            select id from sessions where shop_id = shop.id and revoked_at is null and expires_at > now()
              order by created_at desc offset p_per_shop), 'limit');
          delete from sessions where shop_id = shop.id
            and least(expires_at, revoked_at) < now() - interval '30 days';
          -- Of any shop, for some never come back; a few at a time, so that no sign-in waits for it.
          delete from activity where id in (
            select id from activity where at < now() - interval '180 days' order by at limit 20 for update skip locked);
        end if;

        return jsonb_build_object('shop', shop_view(shop), 'session', session_view(session),
          'generation', session.generation, 'isNewShop', shop.created_at = session.created_at);
      end`,
    );

    await createDefinerFunction(
      queryRunner,
      'session_of_shop(p_shop_id uuid, p_session_id uuid) returns jsonb stable',
      `
      begin
        return (select jsonb_build_object('shop', shop_view(shop), 'session', session_view(session))
          from sessions session join shops shop on shop.id = session.shop_id
          where session.id = p_session_id and session.shop_id = p_shop_id
            and session.revoked_at is null and session.expires_at > now());
      end`,
    );

    // A used token is good for 20 s more, for its answer may have been lost; later it was stolen, and the session ends.
    await createDefinerFunction(
      queryRunner,
      'rotate_session(p_shop_id uuid, p_session_id uuid, p_generation int, p_idle_days int, p_max_days int, p_user_agent text, p_ip text) returns jsonb',
      `
      declare session sessions;
      begin
        update sessions set generation = generation + 1, rotated_at = clock_timestamp(), last_seen_at = now(),
            user_agent = p_user_agent, ip = p_ip,
            expires_at = least(now() + make_interval(days => p_idle_days), created_at + make_interval(days => p_max_days))
          where id = p_session_id and shop_id = p_shop_id and generation = p_generation
            and revoked_at is null and expires_at > now()
          returning * into session;
        if session.id is null then
          select * into session from sessions
            where id = p_session_id and shop_id = p_shop_id and revoked_at is null and expires_at > now();
          if session.id is null or p_generation > session.generation then return null; end if;
          if p_generation < session.generation - 1
            or session.rotated_at < clock_timestamp() - interval '20 seconds' then
            perform from shops where id = p_shop_id for key share;
            update sessions set revoked_at = now(), revoked_reason = 'reuse'
              where id = session.id and revoked_at is null;
            if found then
              insert into activity (shop_id, event, ip, user_agent, session_id)
                values (p_shop_id, 'token_reused', p_ip, p_user_agent, session.id);
            end if;
            return null;
          end if;
        end if;
        return jsonb_build_object('session', session_view(session), 'generation', session.generation);
      end`,
    );

    await createDefinerFunction(
      queryRunner,
      'end_sessions(p_shop_id uuid, p_session_id uuid, p_scope text) returns boolean',
      `
      begin
        perform 1 from sessions where id = p_session_id and shop_id = p_shop_id
          and revoked_at is null and expires_at > now();
        if not found then return false; end if;
        perform from shops where id = p_shop_id for no key update;
        perform revoke_sessions(array(
          select id from sessions where shop_id = p_shop_id
            and case p_scope when 'this' then id = p_session_id when 'others' then id <> p_session_id else true end),
          'logout');
        return true;
      end`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop function end_sessions(uuid, uuid, text)`);
    await queryRunner.query(`drop function rotate_session(uuid, uuid, int, int, int, text, text)`);
    await queryRunner.query(`drop function session_of_shop(uuid, uuid)`);
    await queryRunner.query(`drop function open_session(text, text, text, text, text, text, text, int, int)`);
    await queryRunner.query(`drop function end_sessions_of_phone(text, text)`);
    await queryRunner.query(`drop function revoke_sessions(uuid[], text)`);
    await queryRunner.query(`drop function session_view(sessions)`);
    await queryRunner.query(`drop function shop_view(shops)`);
    await queryRunner.query(`drop table activity`);
    await queryRunner.query(`drop table sessions`);
  }
}

/** The shop as the HTTP contract shows it. */
export async function createShopView(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create or replace function shop_view(shop shops) returns jsonb language sql stable set search_path = public, pg_temp as $body$
      select jsonb_build_object(
        'id', shop.id, 'phone', shop.phone, 'name', shop.name, 'language', shop.language,
        'currency', shop.currency, 'timezone', shop.timezone, 'plan', shop.plan,
        'planExpiresAt', shop.plan_expires_at, 'createdAt', shop.created_at, 'lastLoginAt', shop.last_login_at,
        'telegram', coalesce(
          (select jsonb_build_object('linked', true, 'username', a.username, 'firstName', a.first_name)
            from telegram_accounts a where a.phone = shop.phone),
          jsonb_build_object('linked', false, 'username', null, 'firstName', null)))
    $body$`);
}
