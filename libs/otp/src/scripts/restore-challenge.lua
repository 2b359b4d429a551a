-- A consumed challenge whose session could not be stored becomes live again, and its attempt is given back. Only the caller
-- that consumed it holds the receipt.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 receipt
-- Reply 'ok' | 'gone'
-- include includes/clock
-- include includes/challenge
local key = KEYS[1]
if redis.call('HGET', key, 'state') ~= 'used' or redis.call('HGET', key, 'receipt') ~= ARGV[3] then return 'gone' end
redis.call('HSET', key, 'state', 'live')
redis.call('HDEL', key, 'receipt', 'end_reason')
redis.call('HINCRBY', key, 'attempts_left', 1)
schedule_edit(ARGV[1], ARGV[2], 'expired', tonumber(redis.call('HGET', key, 'expires_at')))
return 'ok'
