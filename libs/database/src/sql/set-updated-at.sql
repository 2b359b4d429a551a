-- Sets `updated_at` of a changed row; the trigger function of tables with this column.
-- Parameters  none
-- Returns     the row
-- Errors      none
create or replace function public.set_updated_at() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $body$
begin
  new.updated_at := now();
  return new;
end
$body$;
