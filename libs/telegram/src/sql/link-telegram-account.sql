-- Links a phone to a Telegram account and records it in the activity of the shop. Where the phone moves from another
-- account, the sessions of its shop end.
-- Parameters  p_telegram_id, p_chat_id, p_username, p_first_name, p_language_code: the account
--             p_chosen_language: the language that the person chose in the bot; null keeps an earlier choice
--             p_phone: E.164; the account has proved that it holds the phone
-- Returns     {outcome: 'linked' | 'unchanged' | 'other_phone'}; 'other_phone': the account has another phone and keeps it
--             {outcome: 'moved', formerChatId, shopId, ended: [session id]}
-- Errors      none
create or replace function public.link_telegram_account(
  p_telegram_id bigint,
  p_phone text,
  p_chat_id bigint,
  p_username text,
  p_first_name text,
  p_language_code text,
  p_chosen_language text
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
  own public.telegram_accounts;
  former public.telegram_accounts;
  ended jsonb;
begin
  -- Two accounts may claim one phone at the same time, and one account two phones: both cases are serialized.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
  perform pg_advisory_xact_lock(hashtextextended('telegram account ' || p_telegram_id, 0));

  select * into own from public.telegram_accounts where telegram_id = p_telegram_id;
  if own.phone is not null and own.phone <> p_phone then
    return jsonb_build_object('outcome', 'other_phone');
  end if;
  if own.phone = p_phone then
    update public.telegram_accounts
      set chat_id = p_chat_id, username = p_username, first_name = p_first_name,
          language_code = p_language_code, chosen_language = coalesce(p_chosen_language, chosen_language), blocked_at = null
      where telegram_id = p_telegram_id;
    return jsonb_build_object('outcome', 'unchanged');
  end if;

  delete from public.telegram_accounts where phone = p_phone returning * into former;
  insert into public.telegram_accounts
      (telegram_id, phone, chat_id, username, first_name, language_code, chosen_language)
    values (p_telegram_id, p_phone, p_chat_id, p_username, p_first_name, p_language_code, p_chosen_language);
  update public.shops set telegram_id = null where telegram_id = p_telegram_id and phone <> p_phone;
  update public.shops set telegram_id = p_telegram_id where phone = p_phone;
  if former.telegram_id is null then
    perform public.record_activity(p_phone, 'telegram_linked'::text, null::text, null::text);
    return jsonb_build_object('outcome', 'linked');
  end if;

  perform public.record_activity(p_phone, 'telegram_relinked'::text, null::text, null::text);
  ended := public.end_phone_sessions(p_phone, 'relinked'::text, null::text, false, null::uuid);
  return ended || jsonb_build_object('outcome', 'moved', 'formerChatId', former.chat_id);
end
$body$;
