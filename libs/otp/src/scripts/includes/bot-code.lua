-- Counts an attempt at the live code that the owner of the phone requested from the bot. Returns the ids of its challenge and of
-- its key; returns nil if there is no live code or its attempts are used up. Requires `challenge`.
-- The last attempt schedules the edit of the message. `compare-bot-code` makes it due at once after a wrong code, and changes it
-- after a right one. If that call is never made, the edit is due after 10 seconds.
local function admit_bot_attempt(prefix, phone, now)
  local id = redis.call('GET', prefix .. 'bot-code:' .. phone)
  if not id then return nil end
  local key = prefix .. 'challenge:' .. id
  if not is_live(key, now) or is_exhausted(key) then return nil end
  if redis.call('HINCRBY', key, 'attempts_left', -1) == 0 then schedule_edit(prefix, id, 'exhausted', now + 10000) end
  return id, redis.call('HGET', key, 'key')
end
