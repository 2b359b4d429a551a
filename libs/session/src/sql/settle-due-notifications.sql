-- Records that the notifications of these sign-ins are in the outbox. A sign-in that is locked meanwhile stays due.
-- Parameters  p_challenge_ids: the challenges that opened the sessions
-- Returns     nothing
-- Errors      none
create or replace function public.settle_due_notifications(p_challenge_ids text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  -- Rows that another transaction has locked stay due: waiting for them could deadlock with a transaction that ends sessions.
  update public.sessions set notification_due_at = null where id = any (array(
    select id from public.sessions where challenge_id = any (p_challenge_ids) for no key update skip locked));
end
$body$;
