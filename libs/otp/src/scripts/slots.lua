-- A sliding window in little memory, however much it counts: time is cut into slots, and each keeps its count and the moment
-- of its last entry. All entries of a slot leave the window together, when the last of them does. So never more than the
-- limit is admitted in any span of that length, and an entry may count for the length of a slot longer than it has to.
-- In the text that is four characters, the count and a space for each slot.
local function read_slots(key, field, now, span_ms)
  local slots, total = {}, 0
  for moment, count in string.gmatch(redis.call('HGET', key, field) or '', '(....)(%d+) ') do
    local last = unpacked(moment, 1, now)
    if last > now - span_ms then
      slots[#slots + 1] = { last = last, count = tonumber(count) }
      total = total + tonumber(count)
    end
  end
  return slots, total
end

local function write_slots(key, field, slots)
  local text = ''
  for _, slot in ipairs(slots) do text = text .. packed(slot.last) .. whole(slot.count) .. ' ' end
  redis.call('HSET', key, field, text)
end
