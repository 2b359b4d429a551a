-- Gives the claim of reuse_to_tell back.
create or replace function public.reuse_not_told(p_shop_id uuid, p_session_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  update public.sessions set reuse_told_at = null where id = p_session_id and shop_id = p_shop_id;
end
$body$;
