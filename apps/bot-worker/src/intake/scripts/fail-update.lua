-- Counts a failure of a claimed update, and gives the claim back, unless it failed too often: then it counts as done.
-- KEYS  1 claim  2 failures  3 time of the first failure of Telegram
-- ARGV  1 token of this claim  2 failures after which it is given up  3 seconds for which this is known
-- Replies  {'released' | 'given_up', failures} | {'lost', 0} (the claim is not ours any more)
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
