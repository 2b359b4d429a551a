-- A code that the owner asked the bot for was typed with the phone. A miss is a miss, whether or not such a code lives; it
-- never locks the phone, and the lock does not stop it.
-- KEYS  1 asked
-- ARGV  1 partition's prefix  2 receipt  3 ip  4 browser  5 system of who typed it  6… key id, digest
-- Replies  {'wrong'} | {'verified', id}
-- include time
-- include challenge
-- include compare
local now = now_ms()
local prefix = ARGV[1]
local id = redis.call('GET', KEYS[1])
if not id then return { 'wrong' } end
local c = prefix .. 'challenge:' .. id
if not is_live(c, now) or is_exhausted(c) then return { 'wrong' } end

redis.call('HINCRBY', c, 'left', -1)
if not is_right(c, 6) then return { 'wrong' } end
consume(prefix, id, ARGV[2], now, 'used', 3)
return { 'verified', id }
