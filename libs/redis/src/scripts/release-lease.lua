-- Releases the caller's own lease.
-- KEYS  1 lease
-- ARGV  1 holder
-- Replies  1 | 0 (the caller does not hold it)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
