-- Registers a live worker and removes the workers that have not registered for a while.
-- KEYS  1 workers
-- ARGV  1 this worker  2 ms after which a worker that has not registered again is removed
-- Replies  the live workers, this one included
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000.0 + math.floor(tonumber(t[2]) / 1000)
local function whole(n) return string.format('%.0f', n) end
redis.call('ZADD', KEYS[1], whole(now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now - tonumber(ARGV[2])))
return redis.call('ZRANGE', KEYS[1], '0', '-1')
