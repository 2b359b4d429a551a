-- Counts something that an address does, where all its sliding windows have room, those of the networks around it included;
-- else nothing is counted.
-- KEYS  counts of the address and of the networks around it, the narrowest first
-- ARGV  for each window: field, span ms, slot ms, and the limit of each network
-- Replies  text with spaces between: 'admitted' | 'limited', retry ms, and for each window the limit, the count and the
--          reset ms of the network that has the least room
-- include time
-- include moments
-- include slots
local now = now_ms()

local windows, longest = {}, 0
for at = 1, #ARGV, 3 + #KEYS do
  for i, key in ipairs(KEYS) do
    local span_ms = tonumber(ARGV[at + 1])
    longest = math.max(longest, span_ms)
    local slots, total = read_slots(key, ARGV[at], now, span_ms)
    table.insert(windows, {
      key = key, field = ARGV[at], span_ms = span_ms, slot_ms = tonumber(ARGV[at + 2]), limit = tonumber(ARGV[at + 2 + i]),
      slots = slots, total = total,
    })
  end
end

local function wait_of(w)
  local surplus = w.total - w.limit + 1
  if surplus <= 0 then return 0 end
  for _, slot in ipairs(w.slots) do
    surplus = surplus - slot.count
    if surplus <= 0 then return math.min(w.span_ms, slot.last + w.span_ms - now) end
  end
  return 0
end

local function count(w)
  local newest = w.slots[#w.slots]
  if newest and math.floor(newest.last / w.slot_ms) == math.floor(now / w.slot_ms) then
    newest.last, newest.count = now, newest.count + 1
  else
    table.insert(w.slots, { last = now, count = 1 })
  end
  w.total = w.total + 1
  write_slots(w.key, w.field, w.slots)
end

local wait = 0
for _, w in ipairs(windows) do wait = math.max(wait, wait_of(w)) end
if wait <= 0 then
  for _, w in ipairs(windows) do count(w) end
  -- A key lives as long as its longest window: another call may have counted in a longer one than these.
  for _, key in ipairs(KEYS) do
    if redis.call('PTTL', key) < longest then redis.call('PEXPIRE', key, whole(longest)) end
  end
end

local reply = (wait > 0 and 'limited ' or 'admitted ') .. whole(wait)
for first = 1, #windows, #KEYS do
  local tightest = windows[first]
  for i = first + 1, first + #KEYS - 1 do
    if windows[i].limit - windows[i].total < tightest.limit - tightest.total then tightest = windows[i] end
  end
  local oldest = tightest.slots[1]
  local reset = oldest and math.min(tightest.span_ms, oldest.last + tightest.span_ms - now) or 0
  reply = reply .. ' ' .. whole(tightest.limit) .. ' ' .. whole(tightest.total) .. ' ' .. whole(reset)
end
return reply
