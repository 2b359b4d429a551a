-- Claims the right to notify the owner once that a token was used twice; of many who ask, one gets the phone.
create or replace function public.reuse_to_tell(p_shop_id uuid, p_session_id uuid) returns jsonb
language sql set search_path = pg_catalog, pg_temp as $body$
with told as (
  update public.sessions set reuse_told_at = now()
    where id = p_session_id and shop_id = p_shop_id and revoked_reason = 'reuse' and reuse_told_at is null
    returning shop_id)
select jsonb_build_object('reusedOf', shops.phone) from told join public.shops on shops.id = told.shop_id
$body$;
