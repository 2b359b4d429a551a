-- A code was typed for a challenge. Order: gone, locked, exhausted; then the attempt is counted; then it is compared.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 failures per day  4 receipt  5… key id, digest
-- Replies  {'gone'} | {'locked', retry ms} | {'exhausted', retry ms} | {'wrong', attempts left} | {'verified', phone}
-- include time
-- include window
-- include challenge
-- include compare
local DAY = 86400000
local now = now_ms()
local c, prefix, id = KEYS[1], ARGV[1], ARGV[2]
if not seems_live(c, now) or redis.call('HGET', c, 'of') ~= 'api' then return { 'gone' } end

local phone = redis.call('HGET', c, 'phone')
local failures = prefix .. 'failures:' .. phone
local _, lock = window(failures, now, DAY, tonumber(ARGV[3]))
if lock > 0 then return { 'locked', whole(lock) } end
if is_exhausted(c) then return { 'exhausted', whole(tonumber(redis.call('HGET', c, 'expires')) - now) } end

local left = redis.call('HINCRBY', c, 'left', -1)
if is_right(c, 5) then
  consume(prefix, id, ARGV[4], now)
  return { 'verified', phone }
end
redis.call('ZREMRANGEBYSCORE', failures, '-inf', whole(now - DAY))
redis.call('ZADD', failures, whole(now), ARGV[4])
redis.call('PEXPIRE', failures, DAY)
return { 'wrong', whole(left) }
