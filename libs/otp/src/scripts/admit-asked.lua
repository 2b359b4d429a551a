-- Somebody is about to type a code that the owner of a phone may have asked the bot for: the attempt is counted before
-- anything is derived from what was typed. Whoever stops here has spent it.
-- KEYS  1 asked
-- ARGV  1 partition's prefix
-- Replies  {'none'}: no such code lives, or its attempts are used up | {'admitted', challenge id, id of the key of its digest}
-- include time
-- include challenge
local id = redis.call('GET', KEYS[1])
if not id then return { 'none' } end
local c = ARGV[1] .. 'challenge:' .. id
if not is_live(c, now_ms()) or is_exhausted(c) then return { 'none' } end
redis.call('HINCRBY', c, 'left', -1)
return { 'admitted', id, redis.call('HGET', c, 'key') }
