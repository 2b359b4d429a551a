-- Extends the caller's own claim on an update.
-- KEYS  1 claim
-- ARGV  1 token of this claim  2 ms after which the claim expires
-- Replies  1 | 0 (the claim was lost)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
