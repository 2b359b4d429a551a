-- Records that the holder of a phone has refused an account, if the record is still the one that was read.
-- KEYS  1 moves of the phone
-- ARGV  1 account  2 the record as it was read  3 the record with the refusal
-- Replies  1 recorded · 0 the record was changed or removed
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
