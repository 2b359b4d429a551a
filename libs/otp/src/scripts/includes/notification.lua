-- Puts a notification into the outbox, due now. Without a chat it goes to the account that holds the phone at the time of sending.
local function put_notification(prefix, member, subject, phone, chat, language, lifetime_ms, now)
  local job = prefix .. 'job:' .. member
  redis.call('HSET', job, 'subject', subject, 'phone', phone, 'chat', chat, 'message', '', 'language', language)
  redis.call('PEXPIRE', job, whole(lifetime_ms))
  redis.call('ZADD', prefix .. 'outbox', whole(now), member)
end
