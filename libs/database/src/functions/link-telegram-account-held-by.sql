-- Gives a phone to a Telegram account only where nobody has it, or this holder: a link of anybody else is not moved.
create or replace function public.link_telegram_account_held_by(
  p_holder bigint,
  p_telegram_id bigint,
  p_phone text,
  p_chat_id bigint,
  p_username text,
  p_first_name text,
  p_language_code text
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare held_by bigint;
begin
  -- The lock that every change of this link takes first, so that the holder is still the same below.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
  select telegram_id into held_by from public.telegram_accounts where phone = p_phone;
  if held_by <> p_telegram_id and held_by is distinct from p_holder then
    return jsonb_build_object('outcome', 'held');
  end if;
  return public.link_telegram_account(
    p_telegram_id, p_phone, p_chat_id, p_username, p_first_name, p_language_code);
end
$body$;
