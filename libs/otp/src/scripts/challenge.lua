-- What several transitions share about a challenge `c`; `prefix` completes to keys of its partition.

-- Alive: neither expired nor over. Its key dies by itself; the clock is asked too, since a key may outlive it briefly.
local function is_live(c, now)
  return redis.call('HGET', c, 'state') == 'live' and now < tonumber(redis.call('HGET', c, 'expires'))
end

-- What a stranger is to take for alive: of one that its owner refused nobody else may learn.
local function seems_live(c, now)
  local state = redis.call('HGET', c, 'state')
  return (state == 'live' or state == 'refused') and now < tonumber(redis.call('HGET', c, 'expires'))
end

-- Nobody can sign in with it any more, so nobody needs its code.
local function is_exhausted(c)
  return tonumber(redis.call('HGET', c, 'left')) <= 0
end

-- The edit's job tells who used the code, where somebody did.
local function tell_who(job, c)
  redis.call('HSET', job, 'ip', redis.call('HGET', c, 'by_ip') or '', 'browser', redis.call('HGET', c, 'by_browser') or '',
    'system', redis.call('HGET', c, 'by_system') or '')
end

-- The message in the chat, if there is one, is to be edited at `due`.
local function edit_message(prefix, id, why, due)
  local job = prefix .. 'job:edit:' .. id
  if redis.call('EXISTS', job) == 0 then return end
  redis.call('HSET', job, 'why', why)
  redis.call('HDEL', job, 'since', 'held')
  tell_who(job, prefix .. 'challenge:' .. id)
  redis.call('ZADD', prefix .. 'outbox', whole(due), 'edit:' .. id)
end

-- Ends a live challenge; a code that is being sent right now is edited once it is there. One that is being used right now
-- stays used, also where its session cannot be stored: it can be restored no more.
local function close(prefix, id, state, why, now)
  local c = prefix .. 'challenge:' .. id
  if not is_live(c, now) then
    redis.call('HDEL', c, 'receipt')
    return false
  end
  redis.call('HSET', c, 'state', state, 'why', why)
  redis.call('ZREM', prefix .. 'outbox', 'code:' .. id)
  edit_message(prefix, id, why, now)
  return true
end

-- How a challenge ends because of what its owner did in Telegram. A page whose link was never opened is not to learn that
-- there is an owner: for it every code is wrong until the end.
local function quiet_end(c)
  local is_known = redis.call('HGET', c, 'opened') or redis.call('HGET', c, 'of') == 'bot'
  return is_known and 'closed' or 'refused'
end

-- Makes a live challenge due; while a worker has it, its parking will do that instead (else the wake would be lost).
local function wake(prefix, id, now)
  local c = prefix .. 'challenge:' .. id
  local delivery = redis.call('HGET', c, 'delivery')
  if delivery == 'sent' then return 'sent' end
  if delivery == 'claimed' then
    redis.call('HSET', c, 'wake', '1')
  else
    redis.call('HSET', c, 'delivery', 'due')
    redis.call('HSETNX', c, 'since', whole(now))
    redis.call('ZADD', prefix .. 'outbox', whole(now), 'code:' .. id)
  end
  return 'due'
end
