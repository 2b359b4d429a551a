-- Claims an update for one worker.
-- KEYS  1 claim
-- ARGV  1 token of this claim  2 ms after which the claim expires
-- Replies  'claimed' | 'busy' (another worker has it) | 'done'
local holder = redis.call('GET', KEYS[1])
if holder == 'done' then return 'done' end
if holder then return 'busy' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'claimed'
