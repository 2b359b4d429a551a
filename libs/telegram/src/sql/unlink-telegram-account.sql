-- Removes the link of a Telegram account, records it in the activity of the shop and ends the sessions of the shop.
-- Parameters  p_telegram_id: the account
-- Returns     {phone, shopId, ended: [session id]}; shopId is null where the phone has no shop; null where there was no link
-- Errors      none
create or replace function public.unlink_telegram_account(p_telegram_id bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
  own_phone text;
  unlinked text;
begin
  loop
    select phone into own_phone from public.telegram_accounts where telegram_id = p_telegram_id;
    if own_phone is null then return null; end if;
    perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || own_phone, 0));
    -- The phone of the account may have changed while this call waited for the lock.
    delete from public.telegram_accounts where telegram_id = p_telegram_id and phone = own_phone
      returning phone into unlinked;
    exit when unlinked is not null;
  end loop;
  update public.shops set telegram_id = null where telegram_id = p_telegram_id;
  perform public.record_activity(unlinked, 'telegram_unlinked'::text, null::text, null::text);
  return public.end_phone_sessions(unlinked, 'unlinked'::text, null::text, false, null::uuid)
    || jsonb_build_object('phone', unlinked);
end
$body$;
