-- Puts a notice for a chat into the outbox, due now. The same one again is no second one while it waits.
-- KEYS  1 outbox  2 job
-- ARGV  1 member  2 what  3 chat  4 language  5 lifetime ms
-- Replies  'ok'
-- include time
redis.call('HSET', KEYS[2], 'why', ARGV[2], 'chat', ARGV[3], 'message', '', 'language', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
redis.call('ZADD', KEYS[1], whole(now_ms()), ARGV[1])
return 'ok'
