-- A code that is due goes to the one worker that gets the lease. Its score in the outbox becomes the lease's deadline, so
-- that a worker that dies gives it back by doing nothing. From here on the code can be right.
-- KEYS  1 outbox  2 challenge
-- ARGV  1 id  2 lease token  3 lease ms
-- Replies  {'taken'} | {'gone'} | {'yours', lease ms left, expires ms, phone, nonce, key, language, ip, browser, system, of, attempt}
-- include time
-- include challenge
local now = now_ms()
local member = 'code:' .. ARGV[1]
local due = redis.call('ZSCORE', KEYS[1], member)
if not due then return { 'gone' } end
if tonumber(due) > now then return { 'taken' } end
if not is_live(KEYS[2], now) then
  redis.call('ZREM', KEYS[1], member)
  return { 'gone' }
end

redis.call('ZADD', KEYS[1], whole(now + tonumber(ARGV[3])), member)
redis.call('HSET', KEYS[2], 'delivery', 'claimed', 'armed', '1', 'lease', ARGV[2])
local attempt = redis.call('HINCRBY', KEYS[2], 'claims', 1)
local function field(name) return redis.call('HGET', KEYS[2], name) end
return {
  'yours', ARGV[3], field('expires'), field('phone'), field('nonce'), field('key'), field('language'),
  field('ip'), field('browser'), field('system'), field('of'), whole(attempt),
}
