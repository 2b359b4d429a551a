-- Formats a shop as the HTTP contract has it.
-- Parameters  shop: the row
-- Returns     the JSON object `shop` of the contract
-- Errors      none
create or replace function public.shop_view(shop public.shops) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $body$
begin
  return jsonb_build_object(
    'id', shop.id, 'phone', shop.phone, 'name', shop.name, 'language', shop.language,
    'currency', shop.currency, 'timezone', shop.timezone,
    'plan', public.effective_plan(shop.plan, shop.plan_expires_at),
    'planExpiresAt', shop.plan_expires_at, 'createdAt', shop.created_at, 'lastLoginAt', shop.last_login_at,
    'telegram', public.telegram_link(shop.phone));
end
$body$;
