-- A sliding window of bounded memory. A counter divides time into slots. For each slot it keeps the count and the moment of the
-- last entry; all entries of a slot leave the window together with that last one. So no span of the window's length admits more
-- than the limit, but an entry may count up to one slot longer. Requires `moments`.
-- One hash field stores a counter as text: for each slot the moment in four characters, the count and a space.
local function read_counter(key, field, limit, span_ms, slot_ms, now)
  local counter = {
    field = field, limit = limit, span_ms = span_ms, slot_ms = slot_ms, slots = {}, total = 0,
  }
  for moment, count in string.gmatch(redis.call('HGET', key, field) or '', '(....)(%d+) ') do
    local last = unpacked(moment, 1, now)
    if last > now - span_ms then
      table.insert(counter.slots, { last = last, count = tonumber(count) })
      counter.total = counter.total + tonumber(count)
    end
  end
  return counter
end

-- Stores counters of one key.
local function write_counters(key, counters)
  local values = {}
  for _, counter in ipairs(counters) do
    local text = ''
    for _, slot in ipairs(counter.slots) do text = text .. packed(slot.last) .. whole(slot.count) .. ' ' end
    if text == '' then
      redis.call('HDEL', key, counter.field)
    else
      table.insert(values, counter.field)
      table.insert(values, text)
    end
  end
  if #values > 0 then redis.call('HSET', key, unpack(values)) end
end

local function add_count(counter, now)
  local newest = counter.slots[#counter.slots]
  if newest and math.floor(newest.last / counter.slot_ms) == math.floor(now / counter.slot_ms) then
    newest.last, newest.count = now, newest.count + 1
  else
    table.insert(counter.slots, { last = now, count = 1 })
  end
  counter.total = counter.total + 1
end

-- Removes the newest entry.
local function remove_count(counter)
  local newest = counter.slots[#counter.slots]
  if not newest then return end
  newest.count = newest.count - 1
  if newest.count == 0 then table.remove(counter.slots) end
end

-- Milliseconds until the counter has room for one more entry.
local function counter_wait_ms(counter, now)
  local surplus = counter.total - counter.limit + 1
  if surplus <= 0 then return 0 end
  for _, slot in ipairs(counter.slots) do
    surplus = surplus - slot.count
    if surplus <= 0 then return math.min(counter.span_ms, slot.last + counter.span_ms - now) end
  end
  return 0
end

local function longest_wait_ms(counters, now)
  local longest = 0
  for _, counter in ipairs(counters) do longest = math.max(longest, counter_wait_ms(counter, now)) end
  return longest
end

-- Milliseconds until the oldest slot leaves the window.
local function counter_reset_ms(counter, now)
  local oldest = counter.slots[1]
  return oldest and math.min(counter.span_ms, oldest.last + counter.span_ms - now) or 0
end

-- The counter with the least room left.
local function tightest(counters)
  local found = counters[1]
  for _, counter in ipairs(counters) do
    if counter.limit - counter.total < found.limit - found.total then found = counter end
  end
  return found
end
