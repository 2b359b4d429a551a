-- Makes a consumed challenge live again and gives its attempt back, after its session could not be stored. The receipt proves
-- that the caller consumed the challenge.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 receipt
-- Reply 'ok' | 'gone': it has expired, or was closed or restored meanwhile
-- include includes/clock
-- include includes/challenge
local key = KEYS[1]
if redis.call('HGET', key, 'state') ~= 'used' or redis.call('HGET', key, 'receipt') ~= ARGV[3] then return 'gone' end
redis.call('HSET', key, 'state', 'live')
redis.call('HDEL', key, 'receipt', 'end_reason')
local attempts_left = redis.call('HINCRBY', key, 'attempts_left', 1)
local challenge = read_challenge(key)
if attempts_left <= 0 then
  schedule_end(ARGV[1], ARGV[2], challenge.purpose, 'exhausted', now_ms())
else
  schedule_end(ARGV[1], ARGV[2], challenge.purpose, 'expired', challenge.expires_at)
end
return 'ok'
