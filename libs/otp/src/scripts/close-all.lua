-- The phone changes hands or leaves Telegram: every live challenge of it is over.
-- KEYS  1 requests  2 asked  3 requests to erase
-- ARGV  1 partition's prefix  2 ttl ms
-- Replies  the ids that were closed, a space after each
-- include time
-- include challenge
local now = now_ms()
local closed = ''
local function close_one(id)
  if close(ARGV[1], id, quiet_end(ARGV[1] .. 'challenge:' .. id), 'closed', now) then closed = closed .. id .. ' ' end
end
for _, requests in ipairs({ KEYS[1], KEYS[3] }) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', requests, whole(now - tonumber(ARGV[2])), '+inf')) do close_one(id) end
end
local asked = redis.call('GET', KEYS[2])
if asked then close_one(asked) end
return closed
