-- Whether ARGV from `first` on, pairs of key id and digest, holds the digest of this challenge's code. A code that no worker
-- took to a chat is wrong whatever is typed; so is every code of a refused challenge. The digests are keyed, so the time of
-- their comparison reveals nothing about the code. Includes `challenge`.
local function is_right(key, first)
  if redis.call('HGET', key, 'state') ~= 'live' or redis.call('HGET', key, 'verifiable') ~= '1' then return false end
  local key_id, digest = redis.call('HGET', key, 'key'), redis.call('HGET', key, 'digest')
  for i = first, #ARGV, 2 do
    if ARGV[i] == key_id then return ARGV[i + 1] == digest end
  end
  return false
end

-- The chat that the code was sent to, or '' while no worker has recorded it.
local function chat_of(prefix, id)
  return redis.call('HGET', prefix .. 'job:edit:' .. id, 'chat') or ''
end

-- Consumes the challenge. ARGV from `first` on says who used it: ip, browser, system. The message is edited on the event that
-- follows the stored session, or after 10 seconds where that event is lost.
local function consume(prefix, id, receipt, now, reason, first)
  redis.call('HSET', prefix .. 'challenge:' .. id, 'state', 'used', 'end_reason', reason, 'receipt', receipt,
    'used_by_ip', ARGV[first], 'used_by_browser', ARGV[first + 1], 'used_by_system', ARGV[first + 2])
  redis.call('ZREM', prefix .. 'outbox', 'code:' .. id)
  schedule_edit(prefix, id, reason, now + 10000)
end
