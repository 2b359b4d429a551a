-- Stores a code that the owner requests from the bot. A phone has one such code; a new one replaces it. A button that is pressed
-- again brings no second code while the first one lives.
-- KEYS  1 times of the account's requests  2 the phone's bot code  3 outbox  4 challenge
-- ARGV  1 partition's prefix  2 id  3 per minute  4 ttl ms  5 attempts  6 phone  7 language or ''  8 nonce  9 key id  10 digest
--       11 the message whose button requests the code, or ''  12 id under which the log has this code
-- Reply outcome: 'issued' with replaced, the id of the former code's challenge or '' | 'repeated' |
--       'limited' with retry_ms, until the account may request again
-- include includes/clock
-- include includes/moments
-- include includes/moment-window
-- include includes/challenge
local MINUTE = 60000
local now = now_ms()
local former = redis.call('GET', KEYS[2])

local function is_repeated()
  if ARGV[11] == '' or not former then return false end
  local key = ARGV[1] .. 'challenge:' .. former
  if redis.call('HGET', key, 'button') ~= ARGV[11] or not is_live(key, now) or is_exhausted(key) then return false end
  local delivery = redis.call('HGET', key, 'delivery')
  return delivery ~= 'parked' and delivery ~= 'failed'
end
if is_repeated() then return { 'outcome', 'repeated' } end

local requests = moments_of(redis.call('GET', KEYS[1]) or '', now, MINUTE)
local _, wait = window(requests, now, MINUTE, tonumber(ARGV[3]))
if wait > 0 then return { 'outcome', 'limited', 'retry_ms', whole(wait) } end
table.insert(requests, now)
redis.call('SET', KEYS[1], text_of(requests), 'PX', MINUTE)

local is_replaced = former and close(ARGV[1], former, 'closed', 'replaced', now)

local ttl = tonumber(ARGV[4])
redis.call('HSET', KEYS[4], 'state', 'live', 'delivery', 'due', 'channel', 'bot', 'purpose', 'sign_in',
  'attempts_left', ARGV[5], 'expires_at', whole(now + ttl), 'due_since', whole(now), 'phone', ARGV[6], 'language', ARGV[7],
  'nonce', ARGV[8], 'key', ARGV[9], 'digest', ARGV[10], 'button', ARGV[11],
  'request_id', ARGV[12])
redis.call('PEXPIRE', KEYS[4], whole(ttl))
redis.call('SET', KEYS[2], ARGV[2], 'PX', whole(ttl))
redis.call('ZADD', KEYS[3], whole(now), 'code:' .. ARGV[2])
return { 'outcome', 'issued', 'replaced', is_replaced and former or '' }
