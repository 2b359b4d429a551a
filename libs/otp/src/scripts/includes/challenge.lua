-- Functions about one challenge. `key` is the key of its hash; `prefix` begins every key of its partition.

local CHALLENGE_FIELDS = {
  'channel', 'purpose', 'session', 'state', 'phone', 'verifiable', 'key', 'digest', 'expires_at', 'attempts_left',
  'language', 'request_id',
}

-- The text of a value that HMGET replied, or '' for a missing one: false, or in the in-memory Redis a null object.
local function text(value)
  return type(value) == 'string' and value or ''
end

-- Reads what decides about a challenge, in one command. A missing text is '', a missing number 0.
local function read_challenge(key)
  local values = redis.call('HMGET', key, unpack(CHALLENGE_FIELDS))
  local challenge = {}
  for i, name in ipairs(CHALLENGE_FIELDS) do challenge[name] = text(values[i]) end
  challenge.expires_at = tonumber(challenge.expires_at) or 0
  challenge.attempts_left = tonumber(challenge.attempts_left) or 0
  return challenge
end

-- Checks the clock too, because the key may exist for a moment after the challenge has expired.
local function is_live(key, now)
  return redis.call('HGET', key, 'state') == 'live' and now < tonumber(redis.call('HGET', key, 'expires_at'))
end

-- True for a refused challenge as well: a stranger must not learn that the owner refused it.
local function seems_live(challenge, now)
  return (challenge.state == 'live' or challenge.state == 'refused') and now < challenge.expires_at
end

local function is_exhausted(key)
  return tonumber(redis.call('HGET', key, 'attempts_left')) <= 0
end

-- Copies the user of a used code, and the request that asked for it, to the job that edits its message.
local function copy_used_by(job, key)
  local used_by = redis.call('HMGET', key, 'used_by_ip', 'used_by_browser', 'used_by_system', 'request_id')
  if text(used_by[1]) == '' then return end
  redis.call('HSET', job, 'ip', used_by[1], 'browser', used_by[2], 'system', used_by[3], 'request_id', text(used_by[4]))
end

-- Schedules the edit of the code's message, if the message is known.
local function schedule_edit(prefix, id, reason, due)
  local job = prefix .. 'job:edit:' .. id
  if redis.call('EXISTS', job) == 0 then return end
  redis.call('HSET', job, 'subject', reason)
  redis.call('HDEL', job, 'due_since', 'held_until')
  copy_used_by(job, prefix .. 'challenge:' .. id)
  redis.call('ZADD', prefix .. 'outbox', whole(due), 'edit:' .. id)
end

-- Schedules the edit of a message whose code expires, or has no attempts left. The text for a code that erases a shop differs.
local function schedule_end(prefix, id, purpose, reason, due)
  schedule_edit(prefix, id, purpose == 'erase_shop' and 'erase_' .. reason or reason, due)
end

-- Closes a live challenge. If a worker is sending its code, the message is edited once it has arrived. A used challenge stays
-- used but loses its receipt, so that it can no longer be restored.
local function close(prefix, id, state, reason, now)
  local key = prefix .. 'challenge:' .. id
  if not is_live(key, now) then
    redis.call('HDEL', key, 'receipt')
    return false
  end
  redis.call('HSET', key, 'state', state, 'end_reason', reason)
  redis.call('ZREM', prefix .. 'outbox', 'code:' .. id)
  schedule_edit(prefix, id, reason, now)
  return true
end

-- The state of a challenge that its owner ends in Telegram. A page whose link was never opened and that was not approved must not
-- learn that the phone is linked, so its challenge becomes 'refused': every code is wrong until the challenge expires.
local function state_ended_by_owner(key)
  local values = redis.call('HMGET', key, 'opened_by', 'approval_outcome', 'channel')
  local is_known = text(values[1]) ~= '' or text(values[2]) == 'approved' or text(values[3]) == 'bot'
  return is_known and 'closed' or 'refused'
end

-- Closes a challenge whose page requested a new one. A refused challenge closes like any other, which hides the refusal.
local function replace(prefix, id, now)
  local key = prefix .. 'challenge:' .. id
  if redis.call('HGET', key, 'channel') ~= 'api' or redis.call('HGET', key, 'purpose') ~= 'sign_in' then return false end
  if redis.call('HGET', key, 'state') == 'refused' then
    redis.call('HSET', key, 'state', 'closed')
    return true
  end
  return close(prefix, id, 'closed', 'replaced', now)
end

-- Makes a live challenge due. If a worker has claimed it, the settlement of that worker makes it due.
local function make_due(prefix, id, now)
  local key = prefix .. 'challenge:' .. id
  local delivery = redis.call('HGET', key, 'delivery')
  if delivery == 'sent' then return 'sent' end
  if delivery == 'claimed' then
    redis.call('HSET', key, 'due_again', '1')
  else
    redis.call('HSET', key, 'delivery', 'due')
    redis.call('HSETNX', key, 'due_since', whole(now))
    redis.call('ZADD', prefix .. 'outbox', whole(now), 'code:' .. id)
  end
  return 'due'
end
