-- Enqueues a notification, due now.
-- KEYS  1 outbox
-- ARGV  1 partition's prefix  2 member  3 type  4 phone  5 chat or ''  6 language or ''  7 lifetime ms
-- Reply 'ok'
-- include includes/clock
-- include includes/notification
put_notification(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), now_ms())
return 'ok'
