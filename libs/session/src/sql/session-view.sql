-- Formats a session as the HTTP contract has it.
-- Parameters  session: the row
-- Returns     {id, createdAt, expiresAt}
-- Errors      none
create or replace function public.session_view(session public.sessions) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $body$
begin
  return jsonb_build_object('id', session.id, 'createdAt', session.created_at, 'expiresAt', session.expires_at);
end
$body$;
