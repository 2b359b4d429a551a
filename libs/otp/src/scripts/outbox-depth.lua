-- How much one partition's outbox holds, and since when its oldest entry waits. It changes nothing.
-- An entry waits from the moment it was first due: a retry or a lease moves its score, not that moment. What waits for its
-- chat (a pause of that chat, a person who has blocked the bot) does not wait for us until that wait is over.
-- KEYS  1 outbox
-- ARGV  1 partition's prefix  2 the most entries to look at, those that come next first
-- Replies  {entries, due now, ms since the oldest was first due, ms since one is due that no worker has taken}; 0: none
-- include time
local now = now_ms()

-- The hash that belongs to an entry; a code's is its challenge.
local function record_of(member)
  if string.sub(member, 1, 5) == 'code:' then return ARGV[1] .. 'challenge:' .. string.sub(member, 6) end
  return ARGV[1] .. 'job:' .. member
end

local oldest = now
local members = redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[2]) - 1)
for _, member in ipairs(members) do
  local record = record_of(member)
  local since = tonumber(redis.call('HGET', record, 'since') or redis.call('ZSCORE', KEYS[1], member))
  local held = tonumber(redis.call('HGET', record, 'held') or '0')
  if held > since then since = held end
  if since < oldest then oldest = since end
end

local next_due = members[1] and tonumber(redis.call('ZSCORE', KEYS[1], members[1])) or now
local function passed(moment) return whole(moment < now and now - moment or 0) end
return {
  whole(redis.call('ZCARD', KEYS[1])), whole(redis.call('ZCOUNT', KEYS[1], '-inf', whole(now))), passed(oldest),
  passed(next_due),
}
