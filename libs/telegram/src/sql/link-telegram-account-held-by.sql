-- Links a phone to a Telegram account only where the phone has no account, or has the expected one.
-- Parameters  p_holder: the expected account of the phone; null where none is expected
--             the others: as in link_telegram_account
-- Returns     {outcome: 'held'} where another account has the phone and keeps it; else the result of link_telegram_account
-- Errors      none
create or replace function public.link_telegram_account_held_by(
  p_holder bigint,
  p_telegram_id bigint,
  p_phone text,
  p_chat_id bigint,
  p_username text,
  p_first_name text,
  p_language_code text,
  p_chosen_language text
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare held_by bigint;
begin
  -- Every change of this link takes this lock first, so the holder stays the same until the end.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
  select telegram_id into held_by from public.telegram_accounts where phone = p_phone;
  if held_by <> p_telegram_id and held_by is distinct from p_holder then
    return jsonb_build_object('outcome', 'held');
  end if;
  return public.link_telegram_account(
    p_telegram_id, p_phone, p_chat_id, p_username, p_first_name, p_language_code, p_chosen_language);
end
$body$;
