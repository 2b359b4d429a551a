-- Changes the profile; null parameters leave what is. Null where the asking session is not live.
create or replace function public.update_shop(
  p_shop_id uuid,
  p_session_id uuid,
  p_name text,
  p_language text,
  p_currency text,
  p_timezone text
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare shop public.shops;
begin
  update public.shops set name = coalesce(p_name, name), language = coalesce(p_language, language),
      currency = coalesce(p_currency, currency), timezone = coalesce(p_timezone, timezone)
    where id = p_shop_id
      and exists (select from public.sessions
        where id = p_session_id and shop_id = p_shop_id and revoked_at is null and expires_at > now())
    returning * into shop;
  if shop.id is null then return null; end if;
  return public.shop_view(shop);
end
$body$;
