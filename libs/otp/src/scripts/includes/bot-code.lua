-- Counts an attempt at the live code that the owner of the phone requested from the bot. Returns the ids of its challenge and of
-- its key; returns nil if there is no live code or its attempts are used up. Requires `challenge`.
local function admit_bot_attempt(prefix, phone, now)
  local id = redis.call('GET', prefix .. 'bot-code:' .. phone)
  if not id then return nil end
  local key = prefix .. 'challenge:' .. id
  if not is_live(key, now) or is_exhausted(key) then return nil end
  redis.call('HINCRBY', key, 'attempts_left', -1)
  return id, redis.call('HGET', key, 'key')
end
