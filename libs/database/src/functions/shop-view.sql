-- The shop as the HTTP contract shows it. An expired plan counts as free.
create or replace function public.shop_view(shop public.shops) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $body$
select jsonb_build_object(
  'id', shop.id, 'phone', shop.phone, 'name', shop.name, 'language', shop.language,
  'currency', shop.currency, 'timezone', shop.timezone,
  'plan', case when shop.plan_expires_at <= now() then 'free' else shop.plan end,
  'planExpiresAt', shop.plan_expires_at, 'createdAt', shop.created_at, 'lastLoginAt', shop.last_login_at,
  'telegram', coalesce(
    (select jsonb_build_object('linked', true, 'username', a.username, 'firstName', a.first_name)
      from public.telegram_accounts a where a.phone = shop.phone),
    jsonb_build_object('linked', false, 'username', null, 'firstName', null)))
$body$;
