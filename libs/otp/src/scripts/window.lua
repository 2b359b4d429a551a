-- A sliding window over a sorted set of times: how many entries it holds, and for how many milliseconds it is full.
local function window(key, now, span_ms, limit)
  local count = redis.call('ZCOUNT', key, '(' .. whole(now - span_ms), '+inf')
  if count < limit then return count, 0 end
  local blocking = redis.call('ZRANGEBYSCORE', key, '(' .. whole(now - span_ms), '+inf', 'LIMIT', count - limit, 1)
  return count, tonumber(redis.call('ZSCORE', key, blocking[1])) + span_ms - now
end

-- Milliseconds until the oldest entry leaves the window.
local function reset_ms(key, now, span_ms)
  local oldest = redis.call('ZRANGEBYSCORE', key, '(' .. whole(now - span_ms), '+inf', 'LIMIT', 0, 1)
  if not oldest[1] then return 0 end
  return tonumber(redis.call('ZSCORE', key, oldest[1])) + span_ms - now
end
