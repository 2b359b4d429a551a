-- Records that a claimed update is done, so that no worker handles it again.
-- KEYS  1 claim  2 failures  3 time of the first failure of Telegram
-- ARGV  1 token of this claim  2 seconds for which this is recorded
-- Replies  1 | 0 (the claim was lost)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], 'done', 'EX', ARGV[2])
redis.call('DEL', KEYS[2], KEYS[3])
return 1
