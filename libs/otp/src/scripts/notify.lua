-- Puts a notice into the outbox.
-- KEYS  1 outbox
-- ARGV  1 partition's prefix  2 member  3 what  4 phone  5 chat or ''  6 language or ''  7 lifetime ms
-- Replies  'ok'
-- include time
-- include notice
put_notice(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), now_ms())
return 'ok'
