-- Moves a shop to another phone for an operator. Whoever has proved the new phone owns the shop afterwards, or whoever proves it
-- next: no account gets a phone that it has not proved. The account of the former phone loses its link, and the former phone is
-- free. The sessions of the shop end.
-- Parameters  p_from: the phone of the shop, E.164
--             p_to: the new phone, E.164
-- Returns     {outcome: 'no_shop'}: the former phone has no shop
--             {outcome: 'has_shop'}: the new phone has a shop
--             {outcome: 'moved', shopId, ended: [session id], former: {telegramId, chatId, language}, holder: telegram id};
--             former and holder are null where no account is linked to the phone; the language may be null
-- Errors      none
create or replace function public.move_shop(p_from text, p_to text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $body$
declare
  moved public.shops;
  former public.telegram_accounts;
  holder_id bigint;
begin
  -- The locks and their order are those of change_phone.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || least(p_from, p_to), 0));
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || greatest(p_from, p_to), 0));
  select * into former from public.telegram_accounts where phone = p_from;
  perform pg_advisory_xact_lock(hashtextextended('telegram account ' || former.telegram_id, 0));

  select * into moved from public.shops where phone = p_from for update;
  if not found then return jsonb_build_object('outcome', 'no_shop'); end if;
  if exists (select from public.shops where phone = p_to) then return jsonb_build_object('outcome', 'has_shop'); end if;

  delete from public.telegram_accounts where phone = p_from;
  -- The holder does not know the clients of the former owner, so the account counts as linked now.
  update public.telegram_accounts set linked_at = now() where phone = p_to returning telegram_id into holder_id;
  update public.shops set phone = p_to, telegram_id = holder_id where id = moved.id;
  perform public.record_activity(p_to, 'phone_changed'::text, null::text, null::text);
  return public.end_phone_sessions(p_to, 'phone_changed'::text, null::text, false, null::uuid)
    || jsonb_build_object('outcome', 'moved', 'holder', holder_id, 'former', case when former.telegram_id is not null then
      jsonb_build_object('telegramId', former.telegram_id, 'chatId', former.chat_id, 'language', moved.language) end);
end
$body$;
