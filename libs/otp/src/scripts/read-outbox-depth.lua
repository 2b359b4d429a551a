-- Reads how much one partition's outbox holds, and how long its oldest entry has been waiting. It writes nothing.
-- An entry waits from the time at which it was first due. Retries and leases change its score, but not this time. The time while
-- a chat accepts nothing (the chat is paused, or its person blocked the bot) does not count.
-- KEYS  1 outbox
-- ARGV  1 partition's prefix  2 the most entries to read, those that are due next first
-- Reply entries, due (now), waited_ms (since the oldest entry was first due), unclaimed_ms (since an entry is due that no worker
--       has claimed); 0 for an empty outbox
-- include includes/clock
local now = now_ms()

-- The key of an entry's hash. The hash of a code is its challenge.
local function record_of(member)
  if string.sub(member, 1, 5) == 'code:' then return ARGV[1] .. 'challenge:' .. string.sub(member, 6) end
  return ARGV[1] .. 'job:' .. member
end

local oldest = now
local members = redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[2]) - 1)
for _, member in ipairs(members) do
  local record = record_of(member)
  local since = tonumber(redis.call('HGET', record, 'due_since') or redis.call('ZSCORE', KEYS[1], member))
  local held_until = tonumber(redis.call('HGET', record, 'held_until') or '0')
  oldest = math.min(oldest, math.max(since, held_until))
end

local next_due = members[1] and tonumber(redis.call('ZSCORE', KEYS[1], members[1])) or now
return {
  'entries', whole(redis.call('ZCARD', KEYS[1])), 'due', whole(redis.call('ZCOUNT', KEYS[1], '-inf', whole(now))),
  'waited_ms', whole(now - oldest), 'unclaimed_ms', whole(math.max(0, now - next_due)),
}
