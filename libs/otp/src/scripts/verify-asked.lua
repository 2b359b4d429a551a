-- A code that the owner asked the bot for was typed with the phone. A miss is a miss, whether or not such a code lives; it
-- never locks the phone, and the lock does not stop it. An address has few tries an hour for a phone, lived a code or not:
-- else it could spend every code that the owner asks for.
-- KEYS  1 asked  2 tries of the address
-- ARGV  1 partition's prefix  2 receipt  3 ip  4 browser  5 system of who typed it  6 tries an hour  7… key id, digest
-- Replies  {'limited', retry ms} | {'wrong'} | {'verified', id, chat or ''}
-- include time
-- include window
-- include challenge
-- include compare
local HOUR = 3600000
local now = now_ms()
local prefix = ARGV[1]
local _, wait = window(KEYS[2], now, HOUR, tonumber(ARGV[6]))
if wait > 0 then return { 'limited', whole(wait) } end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', whole(now - HOUR))
redis.call('ZADD', KEYS[2], whole(now), ARGV[2])
redis.call('PEXPIRE', KEYS[2], HOUR)

local id = redis.call('GET', KEYS[1])
if not id then return { 'wrong' } end
local c = prefix .. 'challenge:' .. id
if not is_live(c, now) or is_exhausted(c) then return { 'wrong' } end

redis.call('HINCRBY', c, 'left', -1)
if not is_right(c, 7) then return { 'wrong' } end
consume(prefix, id, ARGV[2], now, 'used', 3)
-- Who is right has not guessed.
redis.call('ZREM', KEYS[2], ARGV[2])
return { 'verified', id, chat_of(prefix, id) }
