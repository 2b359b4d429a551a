-- Opens one session per challenge and creates the shop at the first sign-in. A repeated call for the same challenge returns
-- the same session, so that a lost reply costs nothing. The oldest sessions of the shop end where there are more than
-- p_per_shop. The linked owner is to be notified where no session of the shop came from this browser and system, or none from this
-- address. Sessions that the owner refused or ended from another device, that were stolen, or that are older than the link to the
-- account do not count.
-- Parameters  p_phone: E.164
--             p_challenge_id: the challenge whose code was verified
--             p_language, p_currency, p_timezone: the profile of a new shop; a language that the person chose in the bot
--             takes precedence over p_language
--             p_user_agent, p_ip: the client, for the list of sessions
--             p_idle_days: days until the session expires without a refresh
--             p_per_shop: the most live sessions of a shop
--             p_chat_id: the chat that the code was sent to; null where it is not known
--             p_browser, p_system: names of a closed list; empty where they are not in the list
--             p_network: the IPv4 address, or the /64 in IPv6; empty where the caller is a former version, which notifies nobody
-- Returns     {shop, session, generation, isNewShop, isNotificationDue, ownerId, ended: [session id]}, where ownerId is the
--             account that is linked to the phone; null where the session of this challenge has ended, or where p_chat_id is no
--             longer the chat of the phone
-- Errors      none
create or replace function public.open_session(
  p_phone text,
  p_challenge_id text,
  p_language text,
  p_currency text,
  p_timezone text,
  p_user_agent text,
  p_ip text,
  p_idle_days int,
  p_per_shop int,
  p_chat_id bigint,
  p_browser text default '',
  p_system text default '',
  p_network text default ''
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
  account public.telegram_accounts;
  shop public.shops;
  session public.sessions;
  opened_at timestamptz;
  is_new_client boolean := false;
  replaced uuid[] := '{}';
begin
  -- This lock serializes sign-ins and link changes of the phone. Without it a concurrent sign-in could end the newest
  -- session, and shops.telegram_id could miss a link that is being made.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
  select * into account from public.telegram_accounts where phone = p_phone;
  if p_chat_id is not null and p_chat_id is distinct from account.chat_id then return null; end if;
  opened_at := clock_timestamp();
  insert into public.shops (phone, language, currency, timezone, telegram_id, created_at, last_login_at)
    values (p_phone, coalesce(account.chosen_language, p_language), p_currency, p_timezone, account.telegram_id, opened_at,
      opened_at)
    on conflict (phone) do update set last_login_at = opened_at
    returning * into shop;

  if shop.created_at < opened_at and account.telegram_id is not null and account.muted_at is null and p_network <> '' then
    select coalesce(not (bool_or(former.browser = p_browser and former.system = p_system)
        and bool_or(former.network = p_network or former.ip = p_ip)), true) into is_new_client
      from public.sessions former
      where former.shop_id = shop.id and former.created_at >= account.linked_at
        and (former.revoked_reason is null or former.revoked_reason not in ('refused', 'reuse', 'signed_out'));
  end if;
  insert into public.sessions (shop_id, challenge_id, user_agent, ip, browser, system, network, created_at, expires_at,
      notification_due_at)
    values (shop.id, p_challenge_id, p_user_agent, p_ip, p_browser, p_system, p_network, opened_at,
      opened_at + make_interval(days => p_idle_days), case when is_new_client then opened_at end)
    on conflict (challenge_id) do nothing
    returning * into session;
  if session.id is null then
    select * into session from public.sessions
      where challenge_id = p_challenge_id and shop_id = shop.id and revoked_at is null and expires_at > now();
    if session.id is null then return null; end if;
  else
    insert into public.activity (shop_id, event, ip, user_agent, session_id)
      values (shop.id, 'session_opened', p_ip, p_user_agent, session.id);
    replaced := array(select id from public.sessions where shop_id = shop.id and revoked_at is null and expires_at > now()
      order by created_at desc offset p_per_shop);
    if replaced <> '{}' then perform public.revoke_sessions(replaced, 'limit'::text); end if;
  end if;

  return jsonb_build_object('shop', public.shop_view(shop), 'session', public.session_view(session),
    'generation', session.generation, 'isNewShop', shop.created_at = session.created_at,
    'isNotificationDue', session.notification_due_at is not null, 'ownerId', account.telegram_id, 'ended', replaced);
end
$body$;
