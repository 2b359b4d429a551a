-- The time of Redis in milliseconds. The factor is 1000.0 because integers of the in-memory Redis have 32 bits.
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000.0 + math.floor(tonumber(time[2]) / 1000)
end

-- A number as text without exponent or fraction.
local function whole(number)
  return string.format('%.0f', number)
end
