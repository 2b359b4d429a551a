-- Switches the notifications of sign-ins of an account on, even if they are on already.
-- Parameters  p_telegram_id: the account
-- Returns     true; null where no phone is linked to the account
-- Errors      none
create or replace function public.turn_on_sign_in_notifications(p_telegram_id bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare is_on boolean;
begin
  update public.telegram_accounts set muted_at = null where telegram_id = p_telegram_id returning true into is_on;
  return is_on;
end
$body$;
