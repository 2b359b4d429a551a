-- Takes the newest count of an address back: what it did was no guess.
-- KEYS  counts of the address and of the networks around it
-- ARGV  1 field  2 span ms
-- Replies  'ok'
-- include time
-- include moments
-- include slots
local now = now_ms()
for _, key in ipairs(KEYS) do
  local slots = read_slots(key, ARGV[1], now, tonumber(ARGV[2]))
  local newest = slots[#slots]
  if newest then
    newest.count = newest.count - 1
    if newest.count == 0 then table.remove(slots) end
    if #slots == 0 then
      redis.call('HDEL', key, ARGV[1])
    else
      write_slots(key, ARGV[1], slots)
    end
  end
end
return 'ok'
