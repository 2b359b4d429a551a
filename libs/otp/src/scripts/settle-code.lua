-- What came of a claimed code; only the lease's token may say. Who lost the lease and sent all the same names the message,
-- so that the code leaves that one, too, at the end.
-- delivered: its message is edited at expiry, or at once where the challenge is over already. parked: no chat yet; due
-- again at once where it was woken meanwhile. failed: for good, unless it was woken meanwhile. retry: due again in a while,
-- after a send that may have arrived. unsent: the same where nothing was sent, so that no code can be right yet. held: the
-- same, where its chat takes nothing until then; such a wait is not ours.
-- KEYS  1 outbox  2 challenge  3 the edit's job  4 the edit's job of a message that was sent without the lease
-- ARGV  1 id  2 lease token  3 outcome  4 chat  5 message  6 language  7 retry ms  8 how long an edit outlives ms
--       9 what Telegram answered, after 'retry' and 'held'
-- Replies  'ok' | 'notYours' | 'gone'
-- include time
-- include challenge
local now = now_ms()
local id, outcome = ARGV[1], ARGV[3]
local member = 'code:' .. id
local state = redis.call('HGET', KEYS[2], 'state')
local is_ours = redis.call('HGET', KEYS[2], 'lease') == ARGV[2]

local function edit_later(job, name, why, due)
  redis.call('HSET', job, 'why', why, 'chat', ARGV[4], 'message', ARGV[5], 'language', ARGV[6])
  redis.call('HDEL', job, 'since', 'held')
  tell_who(job, KEYS[2])
  redis.call('PEXPIRE', job, whole(due - now + tonumber(ARGV[8])))
  redis.call('ZADD', KEYS[1], whole(due), name)
end
if outcome == 'delivered' then
  local expires = state and tonumber(redis.call('HGET', KEYS[2], 'expires')) or now
  if state and not is_ours then
    -- Told twice, it is the message that is known already.
    if redis.call('HGET', KEYS[3], 'message') == ARGV[5] then return 'notYours' end
    local is_live = state == 'live'
    local why = is_live and 'expired' or redis.call('HGET', KEYS[2], 'why')
    edit_later(KEYS[4], 'edit:' .. id .. ':' .. ARGV[5], why, is_live and expires or now)
  elseif state == 'live' then
    edit_later(KEYS[3], 'edit:' .. id, 'expired', expires)
  else
    edit_later(KEYS[3], 'edit:' .. id, state and redis.call('HGET', KEYS[2], 'why') or 'expired', now)
  end
end
if state and not is_ours then return 'notYours' end
if not state then
  redis.call('ZREM', KEYS[1], member)
  return 'gone'
end

redis.call('HDEL', KEYS[2], 'lease')
local is_woken = redis.call('HGET', KEYS[2], 'wake') == '1'
redis.call('HDEL', KEYS[2], 'wake')
if state ~= 'live' then
  redis.call('ZREM', KEYS[1], member)
elseif outcome == 'retry' or outcome == 'unsent' or outcome == 'held' or is_woken and outcome ~= 'delivered' then
  local due = is_woken and now or now + tonumber(ARGV[7])
  if outcome == 'retry' then
    redis.call('HSET', KEYS[2], 'perhaps', '1')
    redis.call('HINCRBY', KEYS[2], 'tries', 1)
  end
  if outcome == 'held' then redis.call('HSET', KEYS[2], 'held', whole(due)) end
  if ARGV[9] ~= '' then redis.call('HSET', KEYS[2], 'problem', ARGV[9]) end
  if redis.call('HGET', KEYS[2], 'perhaps') ~= '1' then redis.call('HDEL', KEYS[2], 'armed') end
  redis.call('HSET', KEYS[2], 'delivery', 'due')
  redis.call('ZADD', KEYS[1], whole(due), member)
elseif outcome == 'delivered' then
  redis.call('HSET', KEYS[2], 'delivery', 'sent')
  redis.call('ZREM', KEYS[1], member)
else
  redis.call('HSET', KEYS[2], 'delivery', outcome)
  redis.call('HDEL', KEYS[2], 'armed', 'since', 'held')
  redis.call('ZREM', KEYS[1], member)
end
return 'ok'
