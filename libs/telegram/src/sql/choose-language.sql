-- Stores the language that a person chose in the bot. It becomes the language of the person's shop too.
-- Parameters  p_telegram_id: the account
--             p_language: the chosen language
-- Returns     'shop': the phone has a shop | 'account': it has none yet | null where no phone is linked to the account
-- Errors      none
create or replace function public.choose_language(p_telegram_id bigint, p_language text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare linked text;
begin
  select phone into linked from public.telegram_accounts where telegram_id = p_telegram_id;
  -- Every change of this link takes this lock first, so the shop of another person is never changed.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || linked, 0));
  update public.telegram_accounts set chosen_language = p_language where telegram_id = p_telegram_id and phone = linked;
  if not found then return null; end if;
  update public.shops set language = p_language where phone = linked;
  return case when found then 'shop' else 'account' end;
end
$body$;
