-- Generates an id that sorts by time: RFC 9562, section 5.7, 48 bits of milliseconds and then random bits. PostgreSQL has a
-- function of its own from version 18 on.
-- Parameters  none
-- Returns     the id
-- Errors      none
create or replace function public.uuid_v7() returns uuid
language plpgsql parallel safe set search_path = pg_catalog, pg_temp as $body$
begin
  return encode(
    set_bit(set_bit(overlay(
      uuid_send(gen_random_uuid())
      placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6
    ), 52, 1), 53, 1), 'hex')::uuid;
end
$body$;
