-- Puts a notice into the outbox, due now; without a chat it goes to whoever holds the phone when it is sent. The same
-- member again is no second one while it waits.
local function put_notice(prefix, member, what, phone, chat, language, lifetime_ms, now)
  local job = prefix .. 'job:' .. member
  redis.call('HSET', job, 'why', what, 'phone', phone, 'chat', chat, 'message', '', 'language', language)
  redis.call('PEXPIRE', job, whole(lifetime_ms))
  redis.call('ZADD', prefix .. 'outbox', whole(now), member)
end
