-- Reads a live session together with its shop, for GET /api/auth/me and for guards.
-- Parameters  p_shop_id, p_session_id: the claims of the access token
-- Returns     {shop, session}; null where the session is not live or belongs to another shop
-- Errors      none
create or replace function public.session_of_shop(p_shop_id uuid, p_session_id uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select jsonb_build_object('shop', public.shop_view(shop), 'session', public.session_view(session))
    from public.sessions session join public.shops shop on shop.id = session.shop_id
    where session.id = p_session_id and session.shop_id = p_shop_id
      and session.revoked_at is null and session.expires_at > now());
end
$body$;
