-- The owner asks the bot for a code: one lives per phone, a new one replaces it.
-- KEYS  1 asks of the account  2 asked  3 outbox  4 challenge
-- ARGV  1 partition's prefix  2 id  3 per minute  4 ttl ms  5 attempts  6 phone  7 language  8 nonce  9 key id  10 digest
-- Replies  {'issued'} | {'limited', retry ms}
-- include time
-- include moments
-- include window
-- include challenge
local MINUTE = 60000
local now = now_ms()
local asks = moments_of(redis.call('GET', KEYS[1]) or '', now, MINUTE)
local _, wait = window(asks, now, MINUTE, tonumber(ARGV[3]))
if wait > 0 then return { 'limited', whole(wait) } end
table.insert(asks, now)
redis.call('SET', KEYS[1], text_of(asks), 'PX', MINUTE)

local former = redis.call('GET', KEYS[2])
if former then close(ARGV[1], former, 'closed', 'replaced', now) end

local ttl = tonumber(ARGV[4])
redis.call('HSET', KEYS[4], 'state', 'live', 'delivery', 'due', 'of', 'bot', 'left', ARGV[5],
  'expires', whole(now + ttl), 'since', whole(now), 'phone', ARGV[6], 'language', ARGV[7], 'nonce', ARGV[8], 'key', ARGV[9],
  'digest', ARGV[10])
redis.call('PEXPIRE', KEYS[4], whole(ttl))
redis.call('SET', KEYS[2], ARGV[2], 'PX', whole(ttl))
redis.call('ZADD', KEYS[3], whole(now), 'code:' .. ARGV[2])
return { 'issued' }
