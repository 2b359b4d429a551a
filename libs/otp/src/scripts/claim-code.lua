-- A code that is due goes to the one worker that gets the lease. Its score in the outbox becomes the lease's deadline, so
-- that a worker that dies gives it back by doing nothing. From here on the code can be right.
-- KEYS  1 outbox  2 challenge
-- ARGV  1 id  2 lease token  3 lease ms
-- Replies  {'taken'} | {'gone'} | {'expired'}: it was never sent and is not to be any more |
--          {'yours', ms since it was first due, ms left of the challenge, phone, nonce, key, language, ip, browser, system,
--           of, tries before, session}
-- include time
-- include challenge
local now = now_ms()
local member = 'code:' .. ARGV[1]
local due = redis.call('ZSCORE', KEYS[1], member)
if not due then return { 'gone' } end
if tonumber(due) > now then return { 'taken' } end
if not is_live(KEYS[2], now) then
  redis.call('ZREM', KEYS[1], member)
  return { 'expired' }
end
if is_exhausted(KEYS[2]) then
  redis.call('ZREM', KEYS[1], member)
  return { 'gone' }
end

local function field(name) return redis.call('HGET', KEYS[2], name) end
-- A lease that nobody settled: its worker died or hangs, and the code may be in the chat.
if field('delivery') == 'claimed' then redis.call('HSET', KEYS[2], 'perhaps', '1') end
redis.call('ZADD', KEYS[1], whole(now + tonumber(ARGV[3])), member)
redis.call('HSET', KEYS[2], 'delivery', 'claimed', 'armed', '1', 'lease', ARGV[2])
return {
  'yours', whole(now - tonumber(field('since') or due)), whole(tonumber(field('expires')) - now), field('phone'),
  field('nonce'), field('key'), field('language'), field('ip') or '', field('browser') or '', field('system') or '',
  field('of'), field('tries') or '0', field('session') or '',
}
