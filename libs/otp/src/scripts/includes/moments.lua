-- Stores moments as text, oldest first, in four printable characters each: the 20 requests of a day take 80 bytes. The characters
-- are '#' to '}'; ' ' and '!' are separators. A moment is rounded up to 4 ms, so that it never leaves a window too early.
local FIRST, BASE, TICK_MS = 35, 91, 4
-- The text repeats every 76 hours; stored moments are at most 48 hours old.
local CIRCLE = BASE * BASE * BASE * BASE

local function packed(ms)
  local rest = math.ceil(ms / TICK_MS) % CIRCLE
  local text = ''
  for _ = 1, 4 do
    local digit = rest % BASE
    text = string.char(FIRST + digit) .. text
    rest = (rest - digit) / BASE
  end
  return text
end

local function unpacked(text, at, now)
  local ticks = 0
  for i = at, at + 3 do ticks = ticks * BASE + string.byte(text, i) - FIRST end
  local age = (math.ceil(now / TICK_MS) - ticks) % CIRCLE
  -- An age over 57 hours stands for a moment in the future, because the clock was set back.
  if age > CIRCLE * 0.75 then age = age - CIRCLE end
  return (math.ceil(now / TICK_MS) - age) * TICK_MS
end

-- The moments in `text` that are less than `span_ms` old.
local function moments_of(text, now, span_ms)
  local found = {}
  for at = 1, #text, 4 do
    local ms = unpacked(text, at, now)
    if ms > now - span_ms then found[#found + 1] = ms end
  end
  return found
end

local function text_of(moments)
  local text = ''
  for _, ms in ipairs(moments) do text = text .. packed(ms) end
  return text
end
