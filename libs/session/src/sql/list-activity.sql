-- Lists the activity of a shop, the newest first. Entries older than 180 days are left out even before they are deleted.
-- Parameters  p_shop_id, p_session_id: the session that asks
--             p_limit: the most entries to return
--             p_before: the id of the last entry of the page before; null for the first page
-- Returns     [{id, at, event, ip, userAgent}]; null where the session that asks is not live
-- Errors      none
create or replace function public.list_activity(
  p_shop_id uuid,
  p_session_id uuid,
  p_limit int,
  p_before uuid
) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  perform from public.sessions
    where id = p_session_id and shop_id = p_shop_id and revoked_at is null and expires_at > now();
  if not found then return null; end if;
  return (select coalesce(jsonb_agg(jsonb_build_object('id', page.id, 'at', page.at, 'event', page.event,
      'ip', page.ip, 'userAgent', page.user_agent) order by page.at desc, page.id desc), '[]')
    from (select * from public.activity a
      where a.shop_id = p_shop_id and a.at > now() - interval '180 days' and (p_before is null or (a.at, a.id) <
        (select b.at, b.id from public.activity b where b.id = p_before and b.shop_id = p_shop_id))
      order by a.at desc, a.id desc limit p_limit) page);
end
$body$;
