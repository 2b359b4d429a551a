-- Selects the accounts that are linked to a phone. The updates of linked accounts are handled first.
-- Parameters  p_telegram_ids: the accounts to check
-- Returns     [telegram id]: those that are linked to a phone
-- Errors      none
create or replace function public.linked_telegram_accounts(p_telegram_ids bigint[]) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select coalesce(jsonb_agg(a.telegram_id), '[]'::jsonb)
    from public.telegram_accounts a where a.telegram_id = any (p_telegram_ids));
end
$body$;
