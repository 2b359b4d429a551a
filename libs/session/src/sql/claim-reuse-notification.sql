-- Claims the right to notify the owner once that a refresh token was used twice. One of many concurrent callers gets it;
-- release_reuse_notification gives the claim back.
-- Parameters  p_shop_id, p_session_id: the session that was revoked for reuse
-- Returns     {reusedOf: phone}; null where another caller has the claim, or the session was not revoked for reuse
-- Errors      none
create or replace function public.claim_reuse_notification(p_shop_id uuid, p_session_id uuid) returns jsonb
language sql set search_path = pg_catalog, pg_temp as $body$
with claimed as (
  update public.sessions set reuse_notified_at = now()
    where id = p_session_id and shop_id = p_shop_id and revoked_reason = 'reuse' and reuse_notified_at is null
    returning shop_id)
select jsonb_build_object('reusedOf', shops.phone) from claimed join public.shops on shops.id = claimed.shop_id
$body$;
