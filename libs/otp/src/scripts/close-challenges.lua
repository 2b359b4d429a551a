-- Closes every live challenge of a phone, when it changes hands or its owner leaves Telegram.
-- KEYS  1 live challenges  2 the phone's bot code
-- ARGV  1 partition's prefix
-- Reply the ids that were closed, a space after each
-- include includes/clock
-- include includes/challenge
-- include includes/phone-challenges
local now = now_ms()
local closed = ''
local function close_one(id)
  local state = state_ended_by_owner(ARGV[1] .. 'challenge:' .. id)
  if close(ARGV[1], id, state, 'closed', now) then closed = closed .. id .. ' ' end
end
for _, id in ipairs(live_ids(KEYS[1])) do close_one(id) end
local bot_code = redis.call('GET', KEYS[2])
if bot_code then close_one(bot_code) end
return closed
