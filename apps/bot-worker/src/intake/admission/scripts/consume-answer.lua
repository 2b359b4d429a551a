-- Consumes one answer of an account that is not linked, over a window that slides by the clock of Redis. If none is left, an update
-- with a proof consumes the one answer for its kind of proof. A retried update consumes nothing more, and a refused one consumes
-- nothing.
-- KEYS  1 answers: '<ms> <update id>' each, the newest first, at most ARGV 2 of them
--       2 the update that consumed the answer for this kind of proof; absent without a proof
-- ARGV  1 update id  2 answers in a window  3 window, ms
-- Replies  'answer' | 'proof' | 'none'
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000.0 + math.floor(tonumber(t[2]) / 1000)
local most, window = tonumber(ARGV[2]), tonumber(ARGV[3])
local counted = 0
for _, answer in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  local at, update = string.match(answer, '^(%d+) (%d+)$')
  if update == ARGV[1] then return 'answer' end
  if now - tonumber(at) < window then counted = counted + 1 end
end
if counted >= most then
  if not KEYS[2] then return 'none' end
  local holder = redis.call('GET', KEYS[2])
  if holder then return holder == ARGV[1] and 'proof' or 'none' end
  redis.call('SET', KEYS[2], ARGV[1], 'PX', window)
  return 'proof'
end
redis.call('LPUSH', KEYS[1], string.format('%.0f', now) .. ' ' .. ARGV[1])
redis.call('LTRIM', KEYS[1], 0, most - 1)
redis.call('PEXPIRE', KEYS[1], window)
return 'answer'
