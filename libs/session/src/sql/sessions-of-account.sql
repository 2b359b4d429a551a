-- Lists the live sessions of the shop whose phone is linked to a Telegram account, the last used first.
-- Parameters  p_telegram_id: the account
-- Returns     {timezone, sessions: [{id, userAgent, ip, lastSeenAt}]}
--             null where no phone is linked, or the phone has no shop
-- Errors      none
create or replace function public.sessions_of_account(p_telegram_id bigint) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select jsonb_build_object('timezone', shop.timezone, 'sessions', coalesce(
      (select jsonb_agg(jsonb_build_object('id', session.id, 'userAgent', session.user_agent, 'ip', session.ip,
          'lastSeenAt', session.last_seen_at) order by session.last_seen_at desc, session.id desc)
        from public.sessions session
        where session.shop_id = shop.id and session.revoked_at is null and session.expires_at > now()), '[]'::jsonb))
    from public.telegram_accounts account join public.shops shop on shop.phone = account.phone
    where account.telegram_id = p_telegram_id);
end
$body$;
