-- Makes the parked challenges of a phone due, after the phone got a chat. The message of the first code says that the phone is
-- linked.
-- KEYS  1 live challenges
-- ARGV  1 partition's prefix
-- Reply the ids that are due, a space after each
-- include includes/clock
-- include includes/challenge
-- include includes/phone-challenges
local now = now_ms()
local due = ''
for _, id in ipairs(live_ids(KEYS[1])) do
  local key = ARGV[1] .. 'challenge:' .. id
  if is_live(key, now) and not is_exhausted(key) and make_due(ARGV[1], id, now) == 'due' then
    if due == '' then redis.call('HSET', key, 'follows_linking', '1') end
    due = due .. id .. ' '
  end
end
return due
