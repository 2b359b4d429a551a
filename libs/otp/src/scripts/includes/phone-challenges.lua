-- The key holds the ids of a phone's challenges from the API that may be live: 34 characters each in one text, oldest first. It
-- expires with the last challenge.
local ID_LENGTH = 34

local function live_ids(key)
  local text = redis.call('GET', key) or ''
  local ids = {}
  for at = 1, #text, ID_LENGTH do ids[#ids + 1] = string.sub(text, at, at + ID_LENGTH - 1) end
  return ids
end

local function add_live(prefix, key, id, ttl_ms)
  local text = redis.call('GET', key) or ''
  while text ~= '' and redis.call('EXISTS', prefix .. 'challenge:' .. string.sub(text, 1, ID_LENGTH)) == 0 do
    text = string.sub(text, ID_LENGTH + 1)
  end
  -- An earlier challenge may live longer, because it was approved or because the configured lifetime was longer.
  if text ~= '' then ttl_ms = math.max(ttl_ms, redis.call('PTTL', key)) end
  redis.call('SET', key, text .. id, 'PX', whole(ttl_ms))
end
