-- Removes the link of a Telegram account and records it in the activity of the shop.
-- Parameters  p_telegram_id: the account
-- Returns     the phone that was linked; null where there was no link
-- Errors      none
create or replace function public.unlink_telegram_account(p_telegram_id bigint) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare unlinked text;
begin
  select phone into unlinked from public.telegram_accounts where telegram_id = p_telegram_id;
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || unlinked, 0));
  delete from public.telegram_accounts where telegram_id = p_telegram_id and phone = unlinked
    returning phone into unlinked;
  update public.shops set telegram_id = null where telegram_id = p_telegram_id;
  perform public.record_activity(unlinked, 'telegram_unlinked'::text, null::text, null::text);
  return unlinked;
end
$body$;
