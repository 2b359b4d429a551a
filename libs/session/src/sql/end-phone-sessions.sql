-- Ends sessions of the shop of a phone, on behalf of its owner in Telegram: all of them, the one of a challenge, one by its id,
-- or those that were open when the token of one of them was used twice. Where the code of the challenge was used, a revoked session takes the place of the one that may be opening now.
-- Parameters  p_phone: E.164
--             p_reason: the value of sessions.revoked_reason
--             p_challenge_id: ends the session of this challenge alone; null for any challenge
--             p_is_used: whether the code of the challenge was used
--             p_session_id: ends this session alone; null for any session
--             p_reused_id: ends only sessions that were opened before this one was revoked for reuse; null for any session
-- Returns     {shopId, ended: [session id]}; shopId is null where the phone has no shop
-- Errors      none
create or replace function public.end_phone_sessions(
  p_phone text,
  p_reason text,
  p_challenge_id text,
  p_is_used boolean,
  p_session_id uuid,
  p_reused_id uuid default null
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare
  v_shop_id uuid;
  ids uuid[];
begin
  -- This lock waits for a first sign-in that is being stored.
  perform pg_advisory_xact_lock(hashtextextended('telegram phone ' || p_phone, 0));
  select id into v_shop_id from public.shops where phone = p_phone for no key update;
  ids := array(select id from public.sessions where shop_id = v_shop_id and revoked_at is null and expires_at > now()
    and (p_challenge_id is null or challenge_id = p_challenge_id)
    and (p_session_id is null or id = p_session_id)
    and (p_reused_id is null or created_at < (select reused.revoked_at from public.sessions reused
      where reused.id = p_reused_id and reused.shop_id = v_shop_id and reused.revoked_reason = 'reuse')));
  perform public.revoke_sessions(ids, p_reason);
  if p_is_used and v_shop_id is not null then
    insert into public.sessions (shop_id, challenge_id, user_agent, ip, expires_at, revoked_at, revoked_reason)
      values (v_shop_id, p_challenge_id, '', '', now(), now(), p_reason)
      on conflict (challenge_id) do nothing;
  end if;
  return jsonb_build_object('shopId', v_shop_id, 'ended', ids);
end
$body$;
