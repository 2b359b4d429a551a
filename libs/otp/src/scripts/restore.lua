-- A consumed challenge whose session could not be stored works again while it lives; the attempt is given back. Only who
-- consumed it may do so.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 receipt
-- Replies  'ok' | 'gone'
-- include time
-- include challenge
local c = KEYS[1]
if redis.call('HGET', c, 'state') ~= 'used' or redis.call('HGET', c, 'receipt') ~= ARGV[3] then return 'gone' end
redis.call('HSET', c, 'state', 'live')
redis.call('HDEL', c, 'receipt', 'why')
redis.call('HINCRBY', c, 'left', 1)
edit_message(ARGV[1], ARGV[2], 'expired', tonumber(redis.call('HGET', c, 'expires')))
return 'ok'
