-- Removes the link of a Telegram account, and returns the phone that it had.
create or replace function public.unlink_telegram_account(p_telegram_id bigint) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare unlinked text;
begin
  select phone into unlinked from public.telegram_accounts where telegram_id = p_telegram_id;
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || unlinked, 0));
  delete from public.telegram_accounts where telegram_id = p_telegram_id and phone = unlinked
    returning phone into unlinked;
  update public.shops set telegram_id = null where telegram_id = p_telegram_id;
  perform public.note_activity(unlinked, 'telegram_unlinked'::text, null::text, null::text);
  return unlinked;
end
$body$;
