/** What a session that can be used is, in SQL. */
export const LIVE = 'revoked_at is null and expires_at > now()';

/** Begins a function that a session asks for: null where that session is not live, or not of that shop. */
export const THE_ASKING_LIVES = `
  perform from sessions where id = p_session_id and shop_id = p_shop_id and ${LIVE};
  if not found then return null; end if;`;
