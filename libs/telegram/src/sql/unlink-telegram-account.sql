-- Removes the link of a Telegram account, records it in the activity of the shop and ends the sessions of the shop.
-- Parameters  p_telegram_id: the account
-- Returns     {phone, shopId, ended: [session id]}; shopId is null where the phone has no shop; null where there was no link
-- Errors      none
create or replace function public.unlink_telegram_account(p_telegram_id bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare unlinked text;
begin
  select phone into unlinked from public.telegram_accounts where telegram_id = p_telegram_id;
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || unlinked, 0));
  delete from public.telegram_accounts where telegram_id = p_telegram_id and phone = unlinked
    returning phone into unlinked;
  update public.shops set telegram_id = null where telegram_id = p_telegram_id;
  if unlinked is null then return null; end if;
  perform public.record_activity(unlinked, 'telegram_unlinked'::text, null::text, null::text);
  return public.end_phone_sessions(unlinked, 'unlinked'::text, null::text, false, null::uuid)
    || jsonb_build_object('phone', unlinked);
end
$body$;
