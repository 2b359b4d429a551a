-- Ends sessions of a shop on behalf of one of its live sessions. The one that asks is recorded as 'logout', the others as
-- 'signed_out': their owner has ended them from another device.
-- Parameters  p_shop_id, p_session_id: the session that asks
--             p_scope: 'this', 'one' (p_other_id), 'others' or 'all'
--             p_other_id: the session to end, with p_scope 'one'
-- Returns     the ids of the sessions that ended; null where the session that asks is not live
-- Errors      none
create or replace function public.end_sessions(
  p_shop_id uuid,
  p_session_id uuid,
  p_scope text,
  p_other_id uuid
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare ids uuid[];
begin
  perform from public.shops where id = p_shop_id for no key update;
  perform from public.sessions
    where id = p_session_id and shop_id = p_shop_id and revoked_at is null and expires_at > now();
  if not found then return null; end if;
  ids := array(select id from public.sessions
    where shop_id = p_shop_id and revoked_at is null and expires_at > now()
    and case p_scope when 'this' then id = p_session_id when 'one' then id = p_other_id
    when 'others' then id <> p_session_id else true end);
  perform public.revoke_sessions(array_remove(ids, p_session_id), 'signed_out'::text);
  perform public.revoke_sessions(array(select p_session_id where p_session_id = any(ids)), 'logout'::text);
  return to_jsonb(ids);
end
$body$;
