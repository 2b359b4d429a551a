-- Revokes those of the sessions that are live and records it in the activity of their shops. The caller must hold the locks
-- of these shops. Sessions lock their shop first everywhere; in another order two transactions could deadlock.
-- Parameters  p_ids: sessions
--             p_reason: the value of sessions.revoked_reason
-- Returns     the number of sessions that it revoked
-- Errors      none
create or replace function public.revoke_sessions(p_ids uuid[], p_reason text) returns integer
language sql set search_path = pg_catalog, pg_temp as $body$
with revoked as (
  update public.sessions set revoked_at = now(), revoked_reason = p_reason
    where id = any(p_ids) and revoked_at is null and expires_at > now()
    returning shop_id, ip, user_agent, id),
recorded as (
  insert into public.activity (shop_id, event, ip, user_agent, session_id)
    select shop_id, 'session_ended', ip, user_agent, id from revoked returning 1)
select count(*)::int from recorded
$body$;
