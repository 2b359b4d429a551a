-- Records that the owner of a shop was asked for its name. A later question replaces an earlier one.
-- Parameters  p_telegram_id: the account
-- Returns     whether the account was asked; false where no phone is linked to it, or the phone has no shop
-- Errors      none
create or replace function public.ask_shop_name(p_telegram_id bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  update public.telegram_accounts account set name_asked_at = now(), name_update_id = null
    where account.telegram_id = p_telegram_id
      and exists (select from public.shops shop where shop.phone = account.phone);
  return found;
end
$body$;
