-- Releases the caller's own claim on an update after a failure of Telegram, unless the first such failure of the update is too
-- long ago. The time is that of Redis.
-- KEYS  1 claim  2 time of the first failure of Telegram, ms
-- ARGV  1 token of this claim  2 ms after which a failure of Telegram no longer excuses the update  3 seconds for which this is recorded
-- Replies  'postponed' | 'expired' (the claim is kept) | 'lost' (the claim was lost)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lost' end
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000.0 + math.floor(tonumber(t[2]) / 1000)
local first = tonumber(redis.call('GET', KEYS[2]) or now)
if now - first >= tonumber(ARGV[2]) then return 'expired' end
redis.call('SET', KEYS[2], string.format('%.0f', first), 'EX', ARGV[3])
redis.call('DEL', KEYS[1])
return 'postponed'
