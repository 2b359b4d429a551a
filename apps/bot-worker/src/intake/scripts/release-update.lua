-- Gives one's own claim on an update back: it failed for a reason that passes by itself.
-- KEYS  1 claim
-- ARGV  1 token of this claim
-- Replies  1 | 0 (it is not ours any more)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
