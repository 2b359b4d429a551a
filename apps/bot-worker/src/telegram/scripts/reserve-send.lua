-- A place for one message in what Telegram takes of a bot, shared by all workers: places follow each other evenly, so
-- that no second holds more than the budget. What is waited for takes no place yet, unless the wait is short. While
-- Telegram wants a pause there is no place at all.
-- KEYS  1 next place of the bot  2 next place of pushed codes  3 next place of the chat  4 pause
-- ARGV  1 ms between messages of the bot  2 ms between pushed codes, 0: this is none  3 ms between messages of a chat
--       4 the longest wait for which a place is taken, ms
-- Replies  {'yours', ms to wait} | {'later' | 'paused', ms to wait before asking again}
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000.0 + math.floor(tonumber(t[2]) / 1000)
local function whole(n) return string.format('%.0f', n) end
local function next_place(key)
  local at = tonumber(redis.call('GET', key) or '0')
  return at > now and at or now
end
local function put(key, at) redis.call('SET', key, whole(at), 'PX', whole(at - now + 1000)) end

local pause = redis.call('PTTL', KEYS[4])
if pause > 0 then return { 'paused', whole(pause) } end
local code_gap = tonumber(ARGV[2])
local chat = next_place(KEYS[3])
if chat > now then return { 'later', whole(chat - now) } end
local place = next_place(KEYS[1])
if code_gap > 0 then
  local of_codes = next_place(KEYS[2])
  if of_codes > place then place = of_codes end
end
if place - now > tonumber(ARGV[4]) then return { 'later', whole(place - now) } end

put(KEYS[1], place + tonumber(ARGV[1]))
if code_gap > 0 then put(KEYS[2], place + code_gap) end
put(KEYS[3], place + tonumber(ARGV[3]))
return { 'yours', whole(place - now) }
