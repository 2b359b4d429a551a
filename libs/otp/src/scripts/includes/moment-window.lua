-- Reads a sliding window over moments, oldest first. Returns its count, and the milliseconds until it has room (0: now).
local function window(moments, now, span_ms, limit)
  local count = 0
  for _, ms in ipairs(moments) do
    if ms > now - span_ms then count = count + 1 end
  end
  if count < limit then return count, 0 end
  return count, math.min(span_ms, moments[#moments - limit + 1] + span_ms - now)
end

-- Milliseconds until the oldest moment leaves the window.
local function reset_ms(moments, now, span_ms)
  for _, ms in ipairs(moments) do
    if ms > now - span_ms then return math.min(span_ms, ms + span_ms - now) end
  end
  return 0
end
