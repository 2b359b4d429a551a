-- Deletes sessions of any shop 30 days after they ended, and activity after 180 days. One caller at a time deletes; another
-- call returns at once.
-- Parameters  p_most: the most rows of each table that this call deletes
-- Returns     the number of deleted rows by table: {"sessions": 0, "activity": 0}; null where another call is deleting
-- Errors      none
create or replace function public.delete_expired_batch(p_most int) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
  sessions_deleted int;
  activity_deleted int;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('delete expired rows', 0)) then return null; end if;
  -- An array, because it is evaluated once: a subquery with a limit could be evaluated again for each row.
  delete from public.sessions where id = any (array(
    select id from public.sessions where least(expires_at, revoked_at) < now() - interval '30 days'
      order by least(expires_at, revoked_at) limit p_most for update skip locked));
  get diagnostics sessions_deleted = row_count;
  delete from public.activity where id = any (array(
    select id from public.activity where at < now() - interval '180 days' order by at limit p_most for update skip locked));
  get diagnostics activity_deleted = row_count;
  return jsonb_build_object('sessions', sessions_deleted, 'activity', activity_deleted);
end
$body$;
