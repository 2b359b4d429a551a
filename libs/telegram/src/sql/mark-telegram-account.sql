-- Records that a person has blocked the bot, or has unblocked it. The time of the first block stays.
-- Parameters  p_telegram_id: the account
--             p_is_blocked: whether the bot is blocked
-- Returns     nothing
-- Errors      none
create or replace function public.mark_telegram_account(
  p_telegram_id bigint,
  p_is_blocked boolean
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  update public.telegram_accounts
    set blocked_at = case when p_is_blocked then coalesce(blocked_at, now()) end
    where telegram_id = p_telegram_id and (blocked_at is not null) <> p_is_blocked;
end
$body$;
