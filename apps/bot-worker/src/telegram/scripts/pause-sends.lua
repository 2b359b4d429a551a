-- Telegram wants nothing from this bot for a while; a longer pause that holds already is not made shorter.
-- KEYS  1 pause
-- ARGV  1 ms
-- Replies  ms for which the pause holds
local left = redis.call('PTTL', KEYS[1])
if left >= tonumber(ARGV[1]) then return left end
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return tonumber(ARGV[1])
