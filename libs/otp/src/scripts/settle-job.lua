-- Records the outcome of a claimed edit or notification. The lease token proves the claim. An edit whose subject changed during
-- the claim stays, due at the time of the new subject.
-- Outcomes: done: deletes the job. retry: the send failed. unsent: nothing was sent. held: the chat accepts nothing until the job
-- is due again.
-- KEYS  1 outbox  2 job
-- ARGV  1 member  2 lease token  3 'done' | 'retry' | 'unsent' | 'held'  4 retry ms
-- Reply 'ok' | 'not_yours': the caller has lost the lease | 'gone': the job has expired or is done
-- include includes/clock
local outbox, job, outcome = KEYS[1], KEYS[2], ARGV[3]
if redis.call('EXISTS', job) == 0 then
  redis.call('ZREM', outbox, ARGV[1])
  return 'gone'
end
if redis.call('HGET', job, 'lease') ~= ARGV[2] then return 'not_yours' end

local is_subject_unchanged = redis.call('HGET', job, 'claimed_subject') == redis.call('HGET', job, 'subject')
if outcome == 'retry' then redis.call('HINCRBY', job, 'failed_sends', 1) end
if outcome == 'done' and is_subject_unchanged then
  redis.call('DEL', job)
  redis.call('ZREM', outbox, ARGV[1])
  return 'ok'
end
redis.call('HDEL', job, 'lease', 'leased_until')
if is_subject_unchanged then
  local due = whole(now_ms() + tonumber(ARGV[4]))
  redis.call('ZADD', outbox, due, ARGV[1])
  if outcome == 'held' then redis.call('HSET', job, 'held_until', due) end
end
return 'ok'
