-- Reads what a shop shows of the Telegram account that is linked to its phone.
-- Parameters  p_phone: E.164
-- Returns     {linked, username, firstName}; linked is false where the phone has no account
-- Errors      none
create or replace function public.telegram_link(p_phone text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return coalesce(
    (select jsonb_build_object('linked', true, 'username', a.username, 'firstName', a.first_name)
      from public.telegram_accounts a where a.phone = p_phone),
    jsonb_build_object('linked', false, 'username', null, 'firstName', null));
end
$body$;
