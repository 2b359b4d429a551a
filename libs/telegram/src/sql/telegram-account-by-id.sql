-- Reads the linked account of a Telegram id.
-- Parameters  p_telegram_id: the account
-- Returns     the object of telegram_account_view; null where there is no link
-- Errors      none
create or replace function public.telegram_account_by_id(p_telegram_id bigint) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select public.telegram_account_view(account) from public.telegram_accounts account where account.telegram_id = p_telegram_id);
end
$body$;
