-- Whether one of the candidates, pairs of key id and digest from ARGV[first] on, is the code of challenge `c`. A code that
-- no worker ever took to a chat is wrong whatever is typed, and so is one whose owner said "it was not me".
-- The digests are keyed, so how long their comparison takes tells nothing about the code.
local function is_right(c, first)
  if redis.call('HGET', c, 'state') ~= 'live' or redis.call('HGET', c, 'armed') ~= '1' then return false end
  local key, digest = redis.call('HGET', c, 'key'), redis.call('HGET', c, 'digest')
  for i = first, #ARGV, 2 do
    if ARGV[i] == key then return ARGV[i + 1] == digest end
  end
  return false
end

-- The chat that its code was sent to, where that was noted already.
local function chat_of(prefix, id)
  return redis.call('HGET', prefix .. 'job:edit:' .. id, 'chat') or ''
end

-- Consumes the challenge, by who is told in ARGV from `first` on: ip, browser, system. Its message is edited when the bell
-- rings, which is after the session was stored, or else soon.
local function consume(prefix, id, receipt, now, why, first)
  redis.call('HSET', prefix .. 'challenge:' .. id, 'state', 'used', 'why', why, 'receipt', receipt,
    'by_ip', ARGV[first], 'by_browser', ARGV[first + 1], 'by_system', ARGV[first + 2])
  redis.call('ZREM', prefix .. 'outbox', 'code:' .. id)
  edit_message(prefix, id, why, now + 10000)
end
