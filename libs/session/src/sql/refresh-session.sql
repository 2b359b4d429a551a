-- Rotates the refresh token in one conditional update. The token before the current one is valid for 20 s after the
-- rotation, because its reply may have been lost. A token that is older was stolen, so the session is revoked.
-- Parameters  p_shop_id, p_session_id, p_generation: the claims of the refresh token
--             p_idle_days: days until the session expires without a refresh
--             p_max_days: days until the session expires in any case
--             p_user_agent, p_ip: the client, for the list of sessions
--             p_network: the IPv4 address, or the /64 in IPv6; empty where the caller is a former version
-- Returns     {session, generation}: the generation of the next token
--             {reusedOf: phone}: the session was revoked for reuse, and the caller must notify its owner
--             null: the session has ended, or the generation is one that was never issued
-- Errors      none
create or replace function public.refresh_session(
  p_shop_id uuid,
  p_session_id uuid,
  p_generation int,
  p_idle_days int,
  p_max_days int,
  p_user_agent text,
  p_ip text,
  p_network text default ''
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
declare session public.sessions;
begin
  update public.sessions set generation = generation + 1, rotated_at = clock_timestamp(), last_seen_at = now(),
      user_agent = p_user_agent, ip = p_ip, network = case when p_network = '' then network else p_network end,
      expires_at = least(now() + make_interval(days => p_idle_days), created_at + make_interval(days => p_max_days))
    where id = p_session_id and shop_id = p_shop_id and generation = p_generation
      and revoked_at is null and expires_at > now()
    returning * into session;
  if session.id is null then
    select * into session from public.sessions
      where id = p_session_id and shop_id = p_shop_id and revoked_at is null and expires_at > now();
    if session.id is null then return public.claim_reuse_notification(p_shop_id, p_session_id); end if;
    if p_generation > session.generation then return null; end if;
    if p_generation < session.generation - 1
      or session.rotated_at < clock_timestamp() - interval '20 seconds' then
      perform from public.shops where id = p_shop_id for key share;
      update public.sessions set revoked_at = now(), revoked_reason = 'reuse'
        where id = session.id and revoked_at is null;
      if not found then return null; end if;
      insert into public.activity (shop_id, event, ip, user_agent, session_id)
        values (p_shop_id, 'token_reused', p_ip, p_user_agent, session.id);
      return public.claim_reuse_notification(p_shop_id, p_session_id);
    end if;
  end if;
  return jsonb_build_object('session', public.session_view(session), 'generation', session.generation);
end
$body$;
