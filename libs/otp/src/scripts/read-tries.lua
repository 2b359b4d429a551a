-- Reads how often an address and its networks have tried to guess codes of the bot in one partition of phones. It writes nothing.
-- KEYS  1 counters of the tries
-- ARGV  1 the limits, see includes/tries
-- Reply windows: for each network a row: index of the network, from 1; limit, count, full_ms (0: there is room)
-- include includes/clock
-- include includes/moments
-- include includes/slots
-- include includes/tries
-- include includes/row
local now = now_ms()
local rows = ''
for i, counter in ipairs(read_tries(KEYS[1], ARGV[1], now)) do
  rows = rows .. row('index', whole(i), 'limit', whole(counter.limit), 'count', whole(counter.total),
    'full_ms', whole(counter_wait_ms(counter, now)))
end
return { 'windows', rows }
