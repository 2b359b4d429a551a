-- The phone changes hands or leaves Telegram: every live challenge of it is over.
-- KEYS  1 live challenges  2 asked
-- ARGV  1 partition's prefix
-- Replies  the ids that were closed, a space after each
-- include time
-- include challenge
-- include live-challenges
local now = now_ms()
local closed = ''
local function close_one(id)
  if close(ARGV[1], id, quiet_end(ARGV[1] .. 'challenge:' .. id), 'closed', now) then closed = closed .. id .. ' ' end
end
for _, id in ipairs(live_ids(KEYS[1])) do close_one(id) end
local asked = redis.call('GET', KEYS[2])
if asked then close_one(asked) end
return closed
