-- Decides which plan counts now: an expired plan counts as free. This is the only place that compares the expiry.
-- Parameters  p_plan, p_plan_expires_at: the columns of the shop
-- Returns     the plan
-- Errors      none
create or replace function public.effective_plan(p_plan text, p_plan_expires_at timestamptz) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $body$
begin
  return case when p_plan_expires_at <= now() then 'free' else p_plan end;
end
$body$;
