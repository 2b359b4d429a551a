-- Lists the live sessions of a shop, the last used first.
-- Parameters  p_shop_id, p_session_id: the session that asks
-- Returns     [{id, createdAt, expiresAt, current, userAgent, ip, lastSeenAt}]; null where the session that asks is not live
-- Errors      none
create or replace function public.list_sessions(p_shop_id uuid, p_session_id uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  perform from public.sessions
    where id = p_session_id and shop_id = p_shop_id and revoked_at is null and expires_at > now();
  if not found then return null; end if;
  return (select jsonb_agg(public.session_view(session) || jsonb_build_object(
      'current', session.id = p_session_id, 'userAgent', session.user_agent, 'ip', session.ip,
      'lastSeenAt', session.last_seen_at) order by session.last_seen_at desc, session.id desc)
    from public.sessions session
    where session.shop_id = p_shop_id and session.revoked_at is null and session.expires_at > now());
end
$body$;
