-- Which of many Telegram accounts are linked, in one round trip: updates of linked people are handled first.
create or replace function public.linked_telegram_accounts(p_telegram_ids bigint[]) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $body$
begin
  return (select coalesce(jsonb_agg(a.telegram_id), '[]'::jsonb)
    from public.telegram_accounts a where a.telegram_id = any (p_telegram_ids));
end
$body$;
