-- Names the shop as its owner has answered. One update answers a question: of two at once the second is no answer, and the same
-- update that is delivered again is answered as before. After ten minutes an answer comes too late.
-- Parameters  p_telegram_id: the account
--             p_update_id: the update of Telegram with the answer
--             p_name: the new name; null where the answer cannot be a name
-- Returns     'renamed' | 'late' | 'open': it waits for another answer, because p_name is null
--             null where the account was not asked, or another update has answered
-- Errors      none
create or replace function public.answer_shop_name(p_telegram_id bigint, p_update_id bigint, p_name text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
  linked text;
  account public.telegram_accounts;
begin
  select phone into linked from public.telegram_accounts where telegram_id = p_telegram_id;
  -- Every change of this link takes this lock first, so the shop of another person is never changed.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || linked, 0));
  select * into account from public.telegram_accounts
    where telegram_id = p_telegram_id and phone = linked and name_asked_at > now() - interval '1 hour';
  if account.telegram_id is null or account.name_update_id <> p_update_id then return null; end if;
  if account.name_update_id = p_update_id and exists (select from public.shops where phone = linked and name = p_name) then
    return 'renamed';
  end if;
  if account.name_asked_at > now() - interval '10 minutes' then
    if p_name is null then return 'open'; end if;
    update public.shops set name = p_name where phone = linked;
  end if;
  update public.telegram_accounts set name_update_id = p_update_id where telegram_id = p_telegram_id;
  return case when account.name_asked_at > now() - interval '10 minutes' then 'renamed' else 'late' end;
end
$body$;
