-- Makes one's own claim on an update last longer.
-- KEYS  1 claim
-- ARGV  1 token of this claim  2 ms after which it ends by itself
-- Replies  1 | 0 (it is not ours any more)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
