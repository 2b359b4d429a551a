-- Compares a code that the owner asked the bot for, after `admit-asked` has counted the attempt. A miss is a miss, whether
-- or not such a challenge lives; it never locks the phone, and the lock does not stop it.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 receipt  4 ip  5 browser  6 system of who typed it  7 key id  8 digest
-- Replies  {'wrong'} | {'verified', chat or ''}
-- include time
-- include challenge
-- include compare
local now = now_ms()
local c = KEYS[1]
if redis.call('HGET', c, 'of') ~= 'bot' or not is_live(c, now) or not is_right(c, 7) then return { 'wrong' } end
consume(ARGV[1], ARGV[2], ARGV[3], now, 'used', 4)
return { 'verified', chat_of(ARGV[1], ARGV[2]) }
