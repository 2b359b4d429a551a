-- Reads the shop whose phone is linked to a Telegram account, for its owner in the bot.
-- Parameters  p_telegram_id: the account
-- Returns     the object of shop_view; null where no phone is linked, or the phone has no shop
-- Errors      none
create or replace function public.shop_of_account(p_telegram_id bigint) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select public.shop_view(shop)
    from public.telegram_accounts account join public.shops shop on shop.phone = account.phone
    where account.telegram_id = p_telegram_id);
end
$body$;
