-- Ends sessions as the owner does it in Telegram: all of them; or the session that a code has opened, or is opening at this
-- moment (a session that never lived takes its place, so that the code opens none); or one session by its id.
create or replace function public.end_phone_sessions(
  p_phone text,
  p_reason text,
  p_challenge_id text,
  p_is_used boolean,
  p_session_id uuid
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
  v_shop_id uuid;
  ids uuid[];
begin
  -- A first sign-in that is being stored is waited for.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
  select id into v_shop_id from public.shops where phone = p_phone for no key update;
  ids := array(select id from public.sessions where shop_id = v_shop_id and revoked_at is null and expires_at > now()
    and (p_challenge_id is null or challenge_id = p_challenge_id)
    and (p_session_id is null or id = p_session_id));
  perform public.revoke_sessions(ids, p_reason);
  if p_is_used and v_shop_id is not null then
    insert into public.sessions (shop_id, challenge_id, user_agent, ip, expires_at, revoked_at, revoked_reason)
      values (v_shop_id, p_challenge_id, '', '', now(), now(), p_reason)
      on conflict (challenge_id) do nothing;
  end if;
  return jsonb_build_object('shopId', v_shop_id, 'ended', ids);
end
$body$;
