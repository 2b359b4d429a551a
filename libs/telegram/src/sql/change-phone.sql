-- Gives an account another phone, which it has proved to hold, and moves the shop of its former phone there. The former phone
-- is free afterwards. The sessions of the shop end. Where another account has agreed or lost the new phone, its link ends.
-- Parameters  p_telegram_id: the account
--             p_from: the phone that it has
--             p_to: the new phone, E.164
--             p_holder: the account that the new phone is expected to have; null where none is expected
-- Returns     {outcome: 'unchanged'}: the account has the new phone already
--             {outcome: 'gone'}: the account does not have p_from any more
--             {outcome: 'held'}: the new phone has another account than the expected one
--             {outcome: 'has_shop'}: both phones have a shop
--             {outcome: 'changed', shopId, ended: [session id]}; shopId is null where neither phone has a shop
-- Errors      none
create or replace function public.change_phone(
  p_telegram_id bigint,
  p_from text,
  p_to text,
  p_holder bigint
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
  own_phone text;
  held_by bigint;
  moved_id uuid;
  ended jsonb;
begin
  -- The locks of both phones, in one order for all callers: two changes in opposite directions must not deadlock.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || least(p_from, p_to), 0));
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || greatest(p_from, p_to), 0));
  perform pg_advisory_xact_lock(hashtextextended('telegram account ' || p_telegram_id, 0));

  select phone into own_phone from public.telegram_accounts where telegram_id = p_telegram_id;
  if own_phone = p_to then return jsonb_build_object('outcome', 'unchanged'); end if;
  if own_phone is distinct from p_from then return jsonb_build_object('outcome', 'gone'); end if;
  select telegram_id into held_by from public.telegram_accounts where phone = p_to;
  if held_by is not null and held_by is distinct from p_holder then return jsonb_build_object('outcome', 'held'); end if;
  select id into moved_id from public.shops where phone = p_from for update;
  if moved_id is not null and exists (select from public.shops where phone = p_to) then
    return jsonb_build_object('outcome', 'has_shop');
  end if;

  delete from public.telegram_accounts where phone = p_to;
  -- An account that takes over a shop does not know the clients of its former owner, so it counts as linked now.
  update public.telegram_accounts set phone = p_to,
      linked_at = case when exists (select from public.shops where phone = p_to) then now() else linked_at end
    where telegram_id = p_telegram_id;
  update public.shops set phone = p_to where id = moved_id;
  update public.shops set telegram_id = p_telegram_id where phone = p_to;
  perform public.record_activity(p_to, case when moved_id is not null then 'phone_changed'
    when held_by is null then 'telegram_linked' else 'telegram_relinked' end, null::text, null::text);
  if moved_id is null and held_by is null then
    return jsonb_build_object('outcome', 'changed', 'ended', '[]'::jsonb,
      'shopId', (select id from public.shops where phone = p_to));
  end if;
  ended := public.end_phone_sessions(p_to, case when moved_id is null then 'relinked' else 'phone_changed' end,
    null::text, false, null::uuid);
  return ended || jsonb_build_object('outcome', 'changed');
end
$body$;
