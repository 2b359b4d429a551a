-- Deletes the shop of a session, as `delete_shop` does.
-- Parameters  p_shop_id, p_session_id: the session that asks
-- Returns     the ids of the sessions that ended; null where the session that asks is not live
-- Errors      foreign_key_violation where a table refers to the shop without `on delete cascade`
create or replace function public.erase_shop(p_shop_id uuid, p_session_id uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare v_phone text;
begin
  select phone into v_phone from public.shops where id = p_shop_id;
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || v_phone, 0));
  perform from public.shops where id = p_shop_id for update;
  perform from public.sessions
    where id = p_session_id and shop_id = p_shop_id and revoked_at is null and expires_at > now();
  if not found then return null; end if;
  return public.delete_shop(p_shop_id) -> 'ended';
end
$body$;
