-- Releases the caller's own claim on an update that failed for a passing reason.
-- KEYS  1 claim
-- ARGV  1 token of this claim
-- Replies  1 | 0 (the claim was lost)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
