-- Closes a challenge and stops pushed codes for a day, when the owner presses "it was not me", even after the code was used.
-- If the link was never opened, the challenge stays until it expires, with every code wrong: its end would show a stranger that
-- the phone is linked. A refused code that erases the shop stops no pushed codes, because strangers cannot request it.
-- KEYS  1 challenge  2 quiet
-- ARGV  1 partition's prefix  2 id  3 the phone that the account holds  4 quiet ms  5 id of this refusal; a
--       repetition replies 'ok' again
-- Reply outcome: 'gone': the challenge has ended unused, or is not the account's | 'ok': closed | 'used': its code was used;
--       'ok' and 'used' with session: the session that requested a code that erases, or ''
-- include includes/clock
-- include includes/challenge
local key = KEYS[1]
local phone = redis.call('HGET', key, 'phone')
if phone and phone ~= ARGV[3] then return { 'outcome', 'gone' } end
local session = redis.call('HGET', key, 'session') or ''
if redis.call('HGET', key, 'refusal') == ARGV[5] then return { 'outcome', 'ok', 'session', session } end
local is_used = redis.call('HGET', key, 'state') == 'used'
local is_closed = close(ARGV[1], ARGV[2], state_ended_by_owner(key), 'refused', now_ms())
if not is_closed and not is_used then return { 'outcome', 'gone' } end
if session == '' then redis.call('SET', KEYS[2], '1', 'PX', ARGV[4]) end
if is_used then return { 'outcome', 'used', 'session', session } end
redis.call('HSET', key, 'refusal', ARGV[5])
return { 'outcome', 'ok', 'session', session }
