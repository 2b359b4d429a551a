-- Whether a digest in ARGV is that of the challenge's code. ARGV has pairs of key id and digest from `first` on. Every code is
-- wrong before a worker has claimed the code, and after a refusal. The digests are keyed, so the time that their comparison takes
-- reveals nothing about the code. Requires `challenge`.
local function is_right(challenge, first)
  if challenge.state ~= 'live' or challenge.verifiable ~= '1' then return false end
  for i = first, #ARGV, 2 do
    if ARGV[i] == challenge.key then return ARGV[i + 1] == challenge.digest end
  end
  return false
end

-- The chat that received the code, or '' until a worker has recorded it, and the language of its message. Until a worker has
-- recorded a language, it is that of the request; '' if it is unknown. Requires `challenge`.
local function message_of(prefix, id, challenge)
  local sent = redis.call('HMGET', prefix .. 'job:edit:' .. id, 'chat', 'language')
  local language = text(sent[2])
  return text(sent[1]), language == '' and challenge.language or language
end

-- Consumes the challenge. ARGV from `first` on has the user's ip, browser and system. The event after the stored session causes
-- the edit of the message; if that event is lost, the edit is due after 10 seconds.
local function consume(prefix, id, receipt, now, reason, first)
  redis.call('HSET', prefix .. 'challenge:' .. id, 'state', 'used', 'end_reason', reason, 'receipt', receipt,
    'used_by_ip', ARGV[first], 'used_by_browser', ARGV[first + 1], 'used_by_system', ARGV[first + 2])
  redis.call('ZREM', prefix .. 'outbox', 'code:' .. id)
  schedule_edit(prefix, id, reason, now + 10000)
end
