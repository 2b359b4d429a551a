-- The trigger function of tables with `updated_at`.
create or replace function public.set_updated_at() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $body$
begin
  new.updated_at := now();
  return new;
end
$body$;
