-- What came of a claimed code; only the lease's token may say.
-- delivered: its message is edited at expiry, or at once where the challenge is over already. parked: no chat yet; due
-- again at once where it was woken meanwhile. failed: for good, unless it was woken meanwhile. retry: due again in a while,
-- after a send that may have arrived. unsent: the same where nothing was sent, so that no code can be right yet.
-- KEYS  1 outbox  2 challenge  3 the edit's job
-- ARGV  1 id  2 lease token  3 outcome  4 chat  5 message  6 language  7 retry ms  8 how long an edit outlives ms
-- Replies  'ok' | 'notYours' | 'gone'
-- include time
local now = now_ms()
local id, outcome = ARGV[1], ARGV[3]
local member = 'code:' .. id
local state = redis.call('HGET', KEYS[2], 'state')
if state and redis.call('HGET', KEYS[2], 'lease') ~= ARGV[2] then return 'notYours' end

if outcome == 'delivered' then
  local expires, why, due = now, 'expired', now
  if state then
    expires = tonumber(redis.call('HGET', KEYS[2], 'expires'))
    due = expires
    if state ~= 'live' then why, due = redis.call('HGET', KEYS[2], 'why'), now end
  end
  redis.call('HSET', KEYS[3], 'why', why, 'chat', ARGV[4], 'message', ARGV[5], 'language', ARGV[6])
  redis.call('PEXPIRE', KEYS[3], whole(expires - now + tonumber(ARGV[8])))
  redis.call('ZADD', KEYS[1], whole(due), 'edit:' .. id)
end
if not state then
  redis.call('ZREM', KEYS[1], member)
  return 'gone'
end

redis.call('HDEL', KEYS[2], 'lease')
local is_woken = redis.call('HGET', KEYS[2], 'wake') == '1'
redis.call('HDEL', KEYS[2], 'wake')
if state ~= 'live' then
  redis.call('ZREM', KEYS[1], member)
elseif outcome == 'retry' or outcome == 'unsent' or is_woken and outcome ~= 'delivered' then
  local due = is_woken and now or now + tonumber(ARGV[7])
  if outcome == 'retry' then redis.call('HSET', KEYS[2], 'perhaps', '1') end
  if redis.call('HGET', KEYS[2], 'perhaps') ~= '1' then redis.call('HDEL', KEYS[2], 'armed') end
  redis.call('HSET', KEYS[2], 'delivery', 'due')
  redis.call('ZADD', KEYS[1], whole(due), member)
elseif outcome == 'delivered' then
  redis.call('HSET', KEYS[2], 'delivery', 'sent')
  redis.call('ZREM', KEYS[1], member)
else
  redis.call('HSET', KEYS[2], 'delivery', outcome)
  redis.call('HDEL', KEYS[2], 'armed')
  redis.call('ZREM', KEYS[1], member)
end
return 'ok'
