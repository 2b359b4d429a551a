-- Counts a request of an address where both of its sliding windows have room.
-- KEYS  1 the address's requests
-- ARGV  1 per minute  2 per hour  3 a member that is unique
-- Replies  {'admitted' | 'limited', retry ms, count a minute, reset ms, count an hour, reset ms}
-- include time
-- include window
local MINUTE, HOUR = 60000, 3600000
local now = now_ms()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now - HOUR))

local _, minute_wait = window(KEYS[1], now, MINUTE, tonumber(ARGV[1]))
local _, hour_wait = window(KEYS[1], now, HOUR, tonumber(ARGV[2]))
local wait = math.max(minute_wait, hour_wait)
if wait <= 0 then
  redis.call('ZADD', KEYS[1], whole(now), ARGV[3])
  redis.call('PEXPIRE', KEYS[1], HOUR)
end
local minute = window(KEYS[1], now, MINUTE, tonumber(ARGV[1]))
local hour = window(KEYS[1], now, HOUR, tonumber(ARGV[2]))
return {
  wait > 0 and 'limited' or 'admitted', whole(wait),
  whole(minute), whole(reset_ms(KEYS[1], now, MINUTE)), whole(hour), whole(reset_ms(KEYS[1], now, HOUR)),
}
