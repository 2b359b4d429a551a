-- A phone has a chat now: every live challenge of it that waits for one is due.
-- KEYS  1 live challenges
-- ARGV  1 partition's prefix
-- Replies  the ids that are due, a space after each
-- include time
-- include challenge
-- include live-challenges
local now = now_ms()
local woken = ''
for _, id in ipairs(live_ids(KEYS[1])) do
  local c = ARGV[1] .. 'challenge:' .. id
  if is_live(c, now) and not is_exhausted(c) and wake(ARGV[1], id, now) == 'due' then woken = woken .. id .. ' ' end
end
return woken
