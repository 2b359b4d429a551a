-- The owner says "it was not me": the challenge is over and no codes are pushed for a day. One whose link was never opened
-- stays, with every code wrong, until its end: else the refusal would tell a stranger that the phone is linked.
-- KEYS  1 challenge  2 quiet
-- ARGV  1 partition's prefix  2 id  3 the phone that the account holds  4 quiet ms
-- Replies  'ok' | 'gone'
-- include time
-- include challenge
local c = KEYS[1]
local phone = redis.call('HGET', c, 'phone')
if phone and phone ~= ARGV[3] then return 'gone' end
redis.call('SET', KEYS[2], '1', 'PX', ARGV[4])
local is_known_to_owner = redis.call('HGET', c, 'opened') or redis.call('HGET', c, 'of') == 'bot'
return close(ARGV[1], ARGV[2], is_known_to_owner and 'closed' or 'refused', 'refused', now_ms()) and 'ok' or 'gone'
