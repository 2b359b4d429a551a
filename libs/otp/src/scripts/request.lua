-- A phone asks for a code: counts its windows, stores the challenge and puts it into the outbox, due now. While the owner
-- wants no pushed codes the challenge starts parked: its link and the bot still work, and the answer is the same. A code that
-- erases is asked for by who is signed in: it has windows of its own, no link, and is never parked so.
-- KEYS  1 requests  2 failures  3 quiet  4 outbox  5 challenge  6 link; for 'erase' there is no link
-- ARGV  1 id  2 per minute  3 per hour  4 per day  5 failures per day  6 ttl ms  7 attempts
--       8 phone  9 language  10 nonce  11 key id  12 digest  13 ip  14 browser  15 system  16 'api' | 'erase'  17 session or ''
-- Replies  {'locked', retry ms} | {'limited' | 'issued', retry ms, now ms, then count and reset ms of minute, hour, day};
--          after 'issued', retry ms is until the phone may ask again
-- include time
-- include window
local SPANS = { 60000, 3600000, 86400000 }
local now = now_ms()

local _, lock = window(KEYS[2], now, SPANS[3], tonumber(ARGV[5]))
if lock > 0 then return { 'locked', whole(lock) } end

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now - SPANS[3]))
local function longest_wait()
  local longest = 0
  for i, span in ipairs(SPANS) do
    local _, wait = window(KEYS[1], now, span, tonumber(ARGV[1 + i]))
    if wait > longest then longest = wait end
  end
  return longest
end

local wait = longest_wait()
local reply = wait > 0 and 'limited' or 'issued'
if wait <= 0 then
  local ttl = tonumber(ARGV[6])
  local is_quiet = ARGV[16] == 'api' and redis.call('EXISTS', KEYS[3]) == 1
  redis.call('ZADD', KEYS[1], whole(now), ARGV[1])
  redis.call('PEXPIRE', KEYS[1], SPANS[3])
  redis.call('HSET', KEYS[5], 'state', 'live', 'delivery', is_quiet and 'parked' or 'due', 'of', ARGV[16],
    'left', ARGV[7], 'expires', whole(now + ttl), 'phone', ARGV[8], 'language', ARGV[9], 'nonce', ARGV[10],
    'key', ARGV[11], 'digest', ARGV[12], 'ip', ARGV[13], 'browser', ARGV[14], 'system', ARGV[15], 'session', ARGV[17])
  redis.call('PEXPIRE', KEYS[5], whole(ttl))
  if KEYS[6] then redis.call('SET', KEYS[6], ARGV[1], 'PX', whole(ttl)) end
  if not is_quiet then
    redis.call('HSET', KEYS[5], 'since', whole(now))
    redis.call('ZADD', KEYS[4], whole(now), 'code:' .. ARGV[1])
  end
  wait = longest_wait()
end

local function state(index)
  local count = window(KEYS[1], now, SPANS[index], tonumber(ARGV[1 + index]))
  return whole(count), whole(reset_ms(KEYS[1], now, SPANS[index]))
end
-- One constructor, for the embedded fallback replies no table that grew.
local minute, minute_reset = state(1)
local hour, hour_reset = state(2)
local day, day_reset = state(3)
return { reply, whole(wait), whole(now), minute, minute_reset, hour, hour_reset, day, day_reset }
