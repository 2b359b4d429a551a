-- Records an event in the activity of the shop of a phone. A phone without a shop records nothing.
-- Parameters  p_phone: E.164
--             p_event: the value of activity.event
--             p_ip, p_user_agent: the client; null where there is none
-- Returns     nothing
-- Errors      none
create or replace function public.record_activity(
  p_phone text,
  p_event text,
  p_ip text,
  p_user_agent text
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  insert into public.activity (shop_id, event, ip, user_agent)
    select id, p_event, p_ip, p_user_agent from public.shops where phone = p_phone for key share;
end
$body$;
