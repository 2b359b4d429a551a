-- Reads who holds a phone and whether it has a shop, before a shop moves to it.
-- Parameters  p_phone: E.164
-- Returns     {hasShop, holder: the object of telegram_account_view, null where no account is linked to the phone}
-- Errors      none
create or replace function public.phone_holding(p_phone text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return jsonb_build_object(
    'hasShop', exists (select from public.shops where phone = p_phone),
    'holder', public.telegram_account_by_phone(p_phone));
end
$body$;
