-- A phone asks for a code: counts its windows, stores the challenge and puts it into the outbox, due now. While the owner
-- wants no pushed codes the challenge starts parked: its link and the bot still work, and the answer is the same. A code that
-- erases is asked for by who is signed in: it has windows of its own, no link, and is never parked so.
-- KEYS  1 windows  2 live challenges  3 quiet  4 outbox  5 challenge  6 link; for 'erase' there is no link
-- ARGV  1 partition's prefix  2 id  3 per minute  4 per hour  5 per day  6 failures per day  7 ttl ms  8 attempts
--       9 phone  10 language  11 nonce  12 key id  13 digest  14 ip  15 browser  16 system  17 'api' | 'erase'
--       18 session, for 'erase'
-- Replies  {'locked', retry ms} | {'limited' | 'issued', retry ms, now ms, then count and reset ms of minute, hour, day};
--          after 'issued', retry ms is until the phone may ask again
-- include time
-- include moments
-- include window
-- include phone-windows
-- include live-challenges
local SPANS = { 60000, 3600000, DAY }
local now = now_ms()
local windows = read_windows(KEYS[1], now)

local _, lock = window(windows.failures, now, DAY, tonumber(ARGV[6]))
if lock > 0 then return { 'locked', whole(lock) } end

local function longest_wait()
  local longest = 0
  for i, span in ipairs(SPANS) do
    local _, wait = window(windows.requests, now, span, tonumber(ARGV[2 + i]))
    if wait > longest then longest = wait end
  end
  return longest
end

local wait = longest_wait()
local reply = wait > 0 and 'limited' or 'issued'
if wait <= 0 then
  local ttl = tonumber(ARGV[7])
  local is_quiet = ARGV[17] == 'api' and redis.call('EXISTS', KEYS[3]) == 1
  table.insert(windows.requests, now)
  write_windows(KEYS[1], windows)
  redis.call('HSET', KEYS[5], 'state', 'live', 'delivery', is_quiet and 'parked' or 'due', 'of', ARGV[17],
    'left', ARGV[8], 'expires', whole(now + ttl), 'phone', ARGV[9], 'language', ARGV[10], 'nonce', ARGV[11],
    'key', ARGV[12], 'digest', ARGV[13], 'ip', ARGV[14], 'browser', ARGV[15], 'system', ARGV[16])
  if ARGV[18] then redis.call('HSET', KEYS[5], 'session', ARGV[18]) end
  redis.call('PEXPIRE', KEYS[5], whole(ttl))
  add_live(ARGV[1], KEYS[2], ARGV[2], ttl)
  if KEYS[6] then redis.call('SET', KEYS[6], ARGV[2], 'PX', whole(ttl)) end
  if not is_quiet then
    redis.call('HSET', KEYS[5], 'since', whole(now))
    redis.call('ZADD', KEYS[4], whole(now), 'code:' .. ARGV[2])
  end
  wait = longest_wait()
end

local function state(index)
  local count = window(windows.requests, now, SPANS[index], tonumber(ARGV[2 + index]))
  return whole(count), whole(reset_ms(windows.requests, now, SPANS[index]))
end
-- One constructor, for the embedded fallback replies no table that grew.
local minute, minute_reset = state(1)
local hour, hour_reset = state(2)
local day, day_reset = state(3)
return { reply, whole(wait), whole(now), minute, minute_reset, hour, hour_reset, day, day_reset }
