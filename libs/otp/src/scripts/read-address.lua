-- Reads the limits of an address and of its networks. It counts and writes nothing.
-- KEYS  counters of the networks, the narrowest first
-- ARGV  for each window: field, span ms, slot ms, and the limit of each network
-- Reply windows: for each window a row for each network: index of the network, from 1; limit, count, full_ms (0: there is room)
-- include includes/clock
-- include includes/moments
-- include includes/slots
-- include includes/row
local now = now_ms()
local rows = ''
for at = 1, #ARGV, 3 + #KEYS do
  local span_ms, slot_ms = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  for i, key in ipairs(KEYS) do
    local counter = read_counter(key, ARGV[at], tonumber(ARGV[at + 2 + i]), span_ms, slot_ms, now)
    rows = rows .. row('index', whole(i), 'limit', whole(counter.limit), 'count', whole(counter.total),
      'full_ms', whole(counter_wait_ms(counter, now)))
  end
end
return { 'windows', rows }
