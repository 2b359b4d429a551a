-- Releases the claim of claim_reuse_notification after a notification that failed, so that the next use of the stolen token
-- notifies the owner.
-- Parameters  p_shop_id, p_session_id: the session that was revoked for reuse
-- Returns     nothing
-- Errors      none
create or replace function public.release_reuse_notification(p_shop_id uuid, p_session_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  update public.sessions set reuse_notified_at = null where id = p_session_id and shop_id = p_shop_id;
end
$body$;
