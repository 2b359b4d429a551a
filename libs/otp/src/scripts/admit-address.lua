-- Counts a call of an address if all sliding windows of the address and of its networks have room. Otherwise counts nothing.
-- KEYS  counters of the networks, the narrowest first
-- ARGV  for each window: field, span ms, slot ms, and the limit of each network
-- Reply outcome ('admitted' | 'limited'), retry_ms, windows: for each window a row of limit, count and reset_ms of the
--       network with the least room
-- include includes/clock
-- include includes/moments
-- include includes/slots
-- include includes/row
local now = now_ms()

-- The counters by window and by key.
local windows, by_key, wait, longest_span = {}, {}, 0, 0
for i = 1, #KEYS do by_key[i] = {} end
for at = 1, #ARGV, 3 + #KEYS do
  local span_ms, slot_ms = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local counters = {}
  for i, key in ipairs(KEYS) do
    counters[i] = read_counter(key, ARGV[at], tonumber(ARGV[at + 2 + i]), span_ms, slot_ms, now)
    table.insert(by_key[i], counters[i])
  end
  table.insert(windows, counters)
  wait = math.max(wait, longest_wait_ms(counters, now))
  longest_span = math.max(longest_span, span_ms)
end

if wait <= 0 then
  for i, key in ipairs(KEYS) do
    for _, counter in ipairs(by_key[i]) do add_count(counter, now) end
    write_counters(key, by_key[i])
    -- A call never shortens the life of a key: an earlier call may have counted in a longer window.
    if redis.call('PTTL', key) < longest_span then redis.call('PEXPIRE', key, whole(longest_span)) end
  end
end

local rows = ''
for _, counters in ipairs(windows) do
  local counter = tightest(counters)
  rows = rows .. row('limit', whole(counter.limit), 'count', whole(counter.total),
    'reset_ms', whole(counter_reset_ms(counter, now)))
end
return { 'outcome', wait > 0 and 'limited' or 'admitted', 'retry_ms', whole(wait), 'windows', rows }
