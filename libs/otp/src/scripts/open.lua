-- The owner of the challenge's phone opened its link: the code is due. The link belongs to the first such account.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 telegram id  4 the phone that the account holds
-- Replies  'due' | 'sent' | 'other_phone' | 'foreign' | 'gone'
-- include time
-- include challenge
local now = now_ms()
local c = KEYS[1]
if not seems_live(c, now) then return 'gone' end
if redis.call('HGET', c, 'phone') ~= ARGV[4] then return 'other_phone' end
if not is_live(c, now) or is_exhausted(c) then return 'gone' end
local opened = redis.call('HGET', c, 'opened')
if opened and opened ~= ARGV[3] then return 'foreign' end
redis.call('HSET', c, 'opened', ARGV[3])
return wake(ARGV[1], ARGV[2], now)
