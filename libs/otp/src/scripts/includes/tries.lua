-- Counts how often an address tries to guess codes of the bot in one partition of phones. Requires `slots`.
-- `limits` is text: the span and the slot in milliseconds, then the field and the limit of each network, the narrowest first. It
-- is empty when address limits are off.
local function read_tries(key, limits, now)
  local counters = {}
  local span_ms, slot_ms, networks = string.match(limits, '^(%d+) (%d+)(.*)$')
  for field, limit in string.gmatch(networks or '', ' (%S+) (%d+)') do
    table.insert(counters, read_counter(key, field, tonumber(limit), tonumber(span_ms), tonumber(slot_ms), now))
  end
  return counters
end

-- Counts a try if the counters of all networks have room; otherwise counts nothing.
-- Returns the milliseconds to wait (0: counted) and the counter with the least room.
local function admit_try(key, limits, now)
  local counters = read_tries(key, limits, now)
  local wait = longest_wait_ms(counters, now)
  if wait <= 0 then
    for _, counter in ipairs(counters) do add_count(counter, now) end
    write_counters(key, counters)
    if counters[1] then redis.call('PEXPIRE', key, whole(counters[1].span_ms)) end
  end
  return wait, tightest(counters)
end

-- Removes the newest try, because its code was right.
local function return_try(key, limits, now)
  local counters = read_tries(key, limits, now)
  for _, counter in ipairs(counters) do remove_count(counter) end
  write_counters(key, counters)
end
