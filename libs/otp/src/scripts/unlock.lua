-- An operator lets a phone in again: its wrong codes are forgotten. With the limits its requests are, too, and that its
-- owner wanted no pushed codes. By its requests the live challenges are found when the phone changes hands: so those are
-- closed first, else nobody could close them any more. Their pages may learn of it: it tells nothing about the owner.
-- KEYS  1 failures  2 requests  3 quiet  4 failures to erase  5 that the lock was told
-- ARGV  1 partition's prefix  2 ttl ms  3 '1': the limits, too
-- Replies  {wrong codes, requests, '1' where it was quiet, challenges that were closed}: what was there and is not any more
-- include time
-- include challenge
local DAY = 86400000
local now = now_ms()
local since = '(' .. whole(now - DAY)

local failures = redis.call('ZCOUNT', KEYS[1], since, '+inf')
redis.call('DEL', KEYS[1], KEYS[4], KEYS[5])
if ARGV[3] ~= '1' then return { whole(failures), '0', '', '0' } end

local closed = 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], whole(now - tonumber(ARGV[2])), '+inf')) do
  if close(ARGV[1], id, 'closed', 'closed', now) then closed = closed + 1 end
end
local requests = redis.call('ZCOUNT', KEYS[2], since, '+inf')
redis.call('DEL', KEYS[2])
local was_quiet = redis.call('DEL', KEYS[3]) == 1
return { whole(failures), whole(requests), was_quiet and '1' or '', whole(closed) }
