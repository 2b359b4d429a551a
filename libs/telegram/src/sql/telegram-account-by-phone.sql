-- Reads the linked account of a phone.
-- Parameters  p_phone: E.164
-- Returns     the object of telegram_account_view; null where there is no link
-- Errors      none
create or replace function public.telegram_account_by_phone(p_phone text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select public.telegram_account_view(account) from public.telegram_accounts account where account.phone = p_phone);
end
$body$;
