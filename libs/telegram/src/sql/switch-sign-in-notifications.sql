-- Switches the notifications of sign-ins of an account off, or on again. An update that Telegram delivers again changes nothing.
-- Parameters  p_telegram_id: the account
--             p_update_id: the update of the person's command
-- Returns     whether the notifications are on now; null where no phone is linked to the account
-- Errors      none
create or replace function public.switch_sign_in_notifications(p_telegram_id bigint, p_update_id bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare is_on boolean;
begin
  update public.telegram_accounts
    set muted_at = case when mute_update_id = p_update_id then muted_at when muted_at is null then now() end,
        mute_update_id = p_update_id
    where telegram_id = p_telegram_id
    returning muted_at is null into is_on;
  return is_on;
end
$body$;
