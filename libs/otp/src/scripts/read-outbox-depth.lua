-- How much one partition's outbox holds, and since when its oldest entry waits. It writes nothing.
-- An entry waits from the moment it was first due: a retry or a lease moves its score, not that moment. While its chat takes
-- nothing (a pause of that chat, a person who blocked the bot) it does not count as waiting.
-- KEYS  1 outbox
-- ARGV  1 partition's prefix  2 the most entries to look at, the next ones first
-- Reply entries, due (now), waited_ms (since the oldest was first due), unclaimed_ms (since one is due that no worker has
--       claimed); 0 where there is none
-- include includes/clock
local now = now_ms()

-- The hash of an entry; that of a code is its challenge.
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
