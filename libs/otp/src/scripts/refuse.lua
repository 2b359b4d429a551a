-- The owner says "it was not me": the challenge is over and no codes are pushed for a day, also where its code was used. One
-- whose link was never opened stays, with every code wrong, until its end: else the refusal would tell a stranger that the
-- phone is linked. A code to erase stops no others: strangers cannot ask for these.
-- KEYS  1 challenge  2 quiet
-- ARGV  1 partition's prefix  2 id  3 the phone that the account holds  4 quiet ms  5 names this refusal; the same one again is 'ok' again
-- Replies  {'ok' | 'used', the session that asked for a code to erase, or ''} | {'gone'}
-- include time
-- include challenge
local c = KEYS[1]
local phone = redis.call('HGET', c, 'phone')
if phone and phone ~= ARGV[3] then return { 'gone' } end
local session = redis.call('HGET', c, 'session') or ''
if redis.call('HGET', c, 'refusal') == ARGV[5] then return { 'ok', session } end
local is_used = redis.call('HGET', c, 'state') == 'used'
local is_closed = close(ARGV[1], ARGV[2], quiet_end(c), 'refused', now_ms())
if not is_closed and not is_used then return { 'gone' } end
if session == '' then redis.call('SET', KEYS[2], '1', 'PX', ARGV[4]) end
if is_used then return { 'used', session } end
redis.call('HSET', c, 'refusal', ARGV[5])
return { 'ok', session }
