-- Enqueues a notification, due now. A member is enqueued once within the lifetime, even after it was sent: a caller that does not
-- know whether its call arrived repeats it.
-- KEYS  1 outbox
-- ARGV  1 partition's prefix  2 member  3 type  4 phone  5 chat or ''  6 language or ''  7 lifetime ms
--       8… fields and values of the job that this type has in addition
-- Reply 'ok' | 'known': the member was enqueued before
-- include includes/clock
-- include includes/notification
local prefix, member, lifetime_ms = ARGV[1], ARGV[2], tonumber(ARGV[7])
local mark = prefix .. 'notified:' .. member
if redis.call('EXISTS', mark) == 1 then return 'known' end
redis.call('SET', mark, '1', 'PX', whole(lifetime_ms))
put_notification(prefix, member, ARGV[3], ARGV[4], ARGV[5], ARGV[6], lifetime_ms, now_ms())
if #ARGV > 7 then redis.call('HSET', prefix .. 'job:' .. member, unpack(ARGV, 8)) end
return 'ok'
