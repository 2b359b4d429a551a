-- Counts a failure of a claimed update and releases the claim. An update that failed too often is recorded as done instead.
-- KEYS  1 claim  2 failures  3 time of the first failure of Telegram
-- ARGV  1 token of this claim  2 failures after which the update is given up  3 seconds for which this is recorded
-- Replies  {'released' | 'given_up', failures} | {'lost', 0} (the claim was lost)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return { 'lost', 0 } end
local failures = redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
if failures < tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1])
  return { 'released', failures }
end
redis.call('SET', KEYS[1], 'done', 'EX', ARGV[3])
redis.call('DEL', KEYS[3])
return { 'given_up', failures }
