-- Counts a request of a phone for a code, stores the challenge and puts its code into the outbox, due now. While pushed codes
-- are stopped, the challenge starts parked: its link and the bot still work, and the reply is the same. A code that erases the
-- shop comes from a signed-in owner, so it has windows of its own, has no link and never starts parked.
-- The former challenge of the page is closed in the same step if it is in this partition. The event for the workers is published
-- in the same step too.
-- KEYS  1 windows  2 live challenges  3 quiet  4 outbox  5 challenge  6 link; absent for a code that erases
-- ARGV  1 partition's prefix  2 id  3 per minute  4 per hour  5 per day  6 wrong codes per day  7 ttl ms  8 attempts
--       9 phone  10 language or ''  11 nonce  12 key id  13 digest  14 ip  15 browser  16 system  17 purpose
--       18 session of a code that erases, or ''  19 id of the former challenge, or ''
--       20 channel of the event  21 text of the event  22 approval, see includes/approval; '' for a code that erases
--       23 id of the HTTP request
-- Reply outcome: 'locked' with retry_ms | 'limited' | 'issued', each with retry_ms (after 'issued': until the next request
--       is granted), now, replaced ('1': the former challenge was closed), and count and reset_ms of minute, hour and day
-- include includes/clock
-- include includes/moments
-- include includes/moment-window
-- include includes/phone-windows
-- include includes/phone-challenges
-- include includes/challenge
local SPANS = { 60000, 3600000, DAY }
local now = now_ms()
local prefix, id = ARGV[1], ARGV[2]
local windows = read_windows(KEYS[1], now)

local _, locked_ms = window(windows.failures, now, DAY, tonumber(ARGV[6]))
if locked_ms > 0 then return { 'outcome', 'locked', 'retry_ms', whole(locked_ms) } end

local function longest_wait()
  local longest = 0
  for i, span in ipairs(SPANS) do
    local _, wait = window(windows.requests, now, span, tonumber(ARGV[2 + i]))
    longest = math.max(longest, wait)
  end
  return longest
end

local function store_challenge()
  local ttl = tonumber(ARGV[7])
  local is_quiet = ARGV[17] == 'sign_in' and redis.call('EXISTS', KEYS[3]) == 1
  local fields = {
    'state', 'live', 'delivery', is_quiet and 'parked' or 'due', 'channel', 'api', 'purpose', ARGV[17],
    'attempts_left', ARGV[8], 'expires_at', whole(now + ttl), 'phone', ARGV[9], 'language', ARGV[10],
    'nonce', ARGV[11], 'key', ARGV[12], 'digest', ARGV[13], 'ip', ARGV[14], 'browser', ARGV[15], 'system', ARGV[16],
    'request_id', ARGV[23],
  }
  local function add_field(name, value)
    table.insert(fields, name)
    table.insert(fields, value)
  end
  if not is_quiet then add_field('due_since', whole(now)) end
  if ARGV[18] ~= '' then add_field('session', ARGV[18]) end
  if ARGV[22] ~= '' then add_field('approval', ARGV[22]) end
  redis.call('HSET', KEYS[5], unpack(fields))
  redis.call('PEXPIRE', KEYS[5], whole(ttl))
  add_live(prefix, KEYS[2], id, ttl)
  if KEYS[6] then redis.call('SET', KEYS[6], id, 'PX', whole(ttl)) end
  if not is_quiet then redis.call('ZADD', KEYS[4], whole(now), 'code:' .. id) end
end

local wait = longest_wait()
local outcome, is_replaced = 'limited', false
if wait <= 0 then
  outcome = 'issued'
  table.insert(windows.requests, now)
  write_windows(KEYS[1], windows)
  store_challenge()
  is_replaced = ARGV[19] ~= '' and replace(prefix, ARGV[19], now)
  -- If Redis refuses the event, the request succeeds all the same, and the sweep of the workers finds the code.
  redis.pcall('PUBLISH', ARGV[20], ARGV[21])
  wait = longest_wait()
end

local function state(index)
  local count = window(windows.requests, now, SPANS[index], tonumber(ARGV[2 + index]))
  return whole(count), whole(reset_ms(windows.requests, now, SPANS[index]))
end
local minute, minute_reset = state(1)
local hour, hour_reset = state(2)
local day, day_reset = state(3)
return {
  'outcome', outcome, 'retry_ms', whole(wait), 'now', whole(now), 'replaced', is_replaced and '1' or '',
  'minute_count', minute, 'minute_reset_ms', minute_reset, 'hour_count', hour, 'hour_reset_ms', hour_reset,
  'day_count', day, 'day_reset_ms', day_reset,
}
