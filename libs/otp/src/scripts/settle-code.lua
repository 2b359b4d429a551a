-- Records the outcome of a claimed code. The lease token proves the claim. A worker that lost its lease but sent the code
-- reports its message here too, so that the code is removed from that message as well.
-- Outcomes:
--   delivered  the code was sent; its message is edited when the challenge expires, or at once if it has ended or has no
--              attempts left
--   parked     the phone has no chat
--   failed     Telegram rejects the code for good
--   retry      the send failed but may have arrived; the code is due again
--   unsent     nothing was sent; the code is due again, and is right only if an earlier send may have arrived
--   held       as unsent, because the chat accepts nothing until the code is due again; this time does not count as waiting
-- A parked or failed code is due at once if it was made due during the claim.
-- KEYS  1 outbox  2 challenge  3 the edit's job  4 the edit's job for a message that was sent without the lease
-- ARGV  1 id  2 lease token  3 outcome  4 chat  5 message  6 language  7 retry ms  8 how long an edit is kept after it is
--       due, ms  9 why the code was not sent, or ''
-- Reply 'ok' | 'ended': as 'ok', and the delivered code has ended, so the edit of its message is due now | 'not_yours': the caller has lost the lease | 'gone': the challenge has expired
-- include includes/clock
-- include includes/challenge
local outbox, key = KEYS[1], KEYS[2]
local now, id, outcome = now_ms(), ARGV[1], ARGV[3]
local member = 'code:' .. id
local state = redis.call('HGET', key, 'state')
local is_ours = redis.call('HGET', key, 'lease') == ARGV[2]
local has_ended = false

local function store_edit(job, name, reason, due)
  redis.call('HSET', job, 'subject', reason, 'chat', ARGV[4], 'message', ARGV[5], 'language', ARGV[6])
  redis.call('HDEL', job, 'due_since', 'held_until')
  copy_used_by(job, key)
  redis.call('PEXPIRE', job, whole(due - now + tonumber(ARGV[8])))
  redis.call('ZADD', outbox, whole(due), name)
end

if outcome == 'delivered' then
  local challenge = read_challenge(key)
  local prefix = challenge.purpose == 'erase_shop' and 'erase_' or ''
  local reason, due = prefix .. 'expired', now
  if state == 'live' and challenge.attempts_left <= 0 then
    reason = prefix .. 'exhausted'
  elseif state == 'live' then
    due = challenge.expires_at
  elseif state then
    reason = redis.call('HGET', key, 'end_reason') or reason
  end
  has_ended = due == now
  if is_ours or not state then
    store_edit(KEYS[3], 'edit:' .. id, reason, due)
  elseif redis.call('HGET', KEYS[3], 'message') ~= ARGV[5] then
    store_edit(KEYS[4], 'edit:' .. id .. ':' .. ARGV[5], reason, due)
  end
end
if state and not is_ours then return 'not_yours' end
if not state then
  redis.call('ZREM', outbox, member)
  return 'gone'
end

local is_due_again = redis.call('HGET', key, 'due_again') == '1'
redis.call('HDEL', key, 'lease', 'due_again')
if state ~= 'live' then
  redis.call('ZREM', outbox, member)
elseif outcome == 'delivered' then
  redis.call('HSET', key, 'delivery', 'sent')
  redis.call('ZREM', outbox, member)
elseif is_due_again or outcome == 'retry' or outcome == 'unsent' or outcome == 'held' then
  local due = is_due_again and now or now + tonumber(ARGV[7])
  if outcome == 'retry' then
    redis.call('HSET', key, 'maybe_sent', '1')
    redis.call('HINCRBY', key, 'failed_sends', 1)
  end
  if outcome == 'held' then redis.call('HSET', key, 'held_until', whole(due)) end
  if ARGV[9] ~= '' then redis.call('HSET', key, 'last_problem', ARGV[9]) end
  if redis.call('HGET', key, 'maybe_sent') ~= '1' then redis.call('HDEL', key, 'verifiable') end
  redis.call('HSET', key, 'delivery', 'due')
  redis.call('ZADD', outbox, whole(due), member)
else
  redis.call('HSET', key, 'delivery', outcome)
  redis.call('HDEL', key, 'verifiable', 'due_since', 'held_until')
  redis.call('ZREM', outbox, member)
end
return has_ended and 'ended' or 'ok'
