-- Redis time in milliseconds, as a whole number. 1000.0, since the embedded fallback counts integers in 32 bits.
local function now_ms()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000.0 + math.floor(tonumber(t[2]) / 1000)
end

local function whole(x)
  return string.format('%.0f', x)
end
