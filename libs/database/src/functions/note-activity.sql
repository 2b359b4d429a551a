-- Records an event of the shop that the phone has; does nothing where there is none.
create or replace function public.note_activity(
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
