-- Lists sign-ins whose notification may be missing in the outbox, the oldest first: the API enqueues it after it has stored the
-- session, and may fail in between. Sessions that have ended since are left out.
-- Parameters  p_most: the most sign-ins to list
--             p_settle_seconds: sign-ins that are younger are left out, because the API may be about to enqueue them
-- Returns     [{challengeId, phone, ownerId, browser, system, ip, createdAt, timezone}], where ownerId is the account that is
--             linked to the phone; a session ends when its phone changes hands
-- Errors      none
create or replace function public.list_due_notifications(p_most int, p_settle_seconds int) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object(
      'challengeId', due.challenge_id, 'phone', shop.phone, 'ownerId', shop.telegram_id, 'browser', due.browser, 'system', due.system, 'ip', due.ip,
      'createdAt', due.created_at, 'timezone', shop.timezone) order by due.notification_due_at), '[]')
    from (select * from public.sessions
        where notification_due_at < now() - make_interval(secs => p_settle_seconds) and revoked_at is null
        order by notification_due_at limit p_most) due
      join public.shops shop on shop.id = due.shop_id);
end
$body$;
