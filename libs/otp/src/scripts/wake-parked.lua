-- A phone has a chat now: every live challenge of it that waits for one is due.
-- KEYS  1 requests  2 requests to erase
-- ARGV  1 partition's prefix  2 ttl ms
-- Replies  the ids that are due, a space after each
-- include time
-- include challenge
local now = now_ms()
local woken = ''
for _, requests in ipairs(KEYS) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', requests, whole(now - tonumber(ARGV[2])), '+inf')) do
    local c = ARGV[1] .. 'challenge:' .. id
    if is_live(c, now) and not is_exhausted(c) and wake(ARGV[1], id, now) == 'due' then woken = woken .. id .. ' ' end
  end
end
return woken
