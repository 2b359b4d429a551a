-- Closes the question for the name of the shop, because the owner wants something else.
-- Parameters  p_telegram_id: the account
-- Returns     whether the question was still open
-- Errors      none
create or replace function public.close_shop_name_question(p_telegram_id bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare was_open boolean;
begin
  select name_update_id is null and name_asked_at > now() - interval '10 minutes' into was_open
    from public.telegram_accounts where telegram_id = p_telegram_id for update;
  update public.telegram_accounts set name_asked_at = null, name_update_id = null
    where telegram_id = p_telegram_id and name_asked_at is not null;
  return coalesce(was_open, false);
end
$body$;
