-- Revokes those of the sessions that are still live, and records it. Returns how many they were.
create or replace function public.revoke_sessions(p_ids uuid[], p_reason text) returns integer
language sql set search_path = pg_catalog, pg_temp as $body$
with ended as (
  update public.sessions set revoked_at = now(), revoked_reason = p_reason
    where id = any(p_ids) and revoked_at is null and expires_at > now()
    returning shop_id, ip, user_agent, id),
noted as (
  insert into public.activity (shop_id, event, ip, user_agent, session_id)
    select shop_id, 'session_ended', ip, user_agent, id from ended returning 1)
select count(*)::int from noted
$body$;
