-- Counts an attempt for the live code that the phone's owner asked the bot for, before anything is derived from what was
-- typed. Returns its challenge's id and the id of its key; returns nil where no such code lives or its attempts are used up.
-- Includes `challenge`.
local function admit_bot_attempt(prefix, phone, now)
  local id = redis.call('GET', prefix .. 'bot-code:' .. phone)
  if not id then return nil end
  local key = prefix .. 'challenge:' .. id
  if not is_live(key, now) or is_exhausted(key) then return nil end
  redis.call('HINCRBY', key, 'attempts_left', -1)
  return id, redis.call('HGET', key, 'key')
end
