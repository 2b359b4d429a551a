-- The key holds a phone's requests of a day, a space, and its wrong codes of a day, as moments. '!' marks the wrong code whose
-- lock the owner was notified of. While a marked code is stored, no second notification is enqueued. Requires `moments`.
local DAY = 86400000

local function read_windows(key, now)
  local text = redis.call('GET', key) or ' '
  local space = string.find(text, ' ', 1, true)
  local windows = { requests = moments_of(string.sub(text, 1, space - 1), now, DAY), failures = {}, notified_index = false }
  local at = space + 1
  while at <= #text do
    local ms = unpacked(text, at, now)
    local is_notified = string.sub(text, at + 4, at + 4) == '!'
    if ms > now - DAY then
      table.insert(windows.failures, ms)
      if is_notified then windows.notified_index = #windows.failures end
    end
    at = at + (is_notified and 5 or 4)
  end
  return windows
end

local function write_windows(key, windows)
  local failures = ''
  for i, ms in ipairs(windows.failures) do
    failures = failures .. packed(ms) .. (windows.notified_index == i and '!' or '')
  end
  local requests = text_of(windows.requests)
  if requests == '' and failures == '' then
    redis.call('DEL', key)
  else
    redis.call('SET', key, requests .. ' ' .. failures, 'PX', DAY)
  end
end
