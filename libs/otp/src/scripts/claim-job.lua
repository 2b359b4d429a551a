-- An edit or a notice goes to the one worker that gets the lease; rung for, an edit may go before it is due.
-- KEYS  1 outbox  2 job
-- ARGV  1 member  2 lease token  3 lease ms  4 '1' where a bell rang for it
-- Replies  {'taken'} | {'gone'} | {'yours', what, chat, message, language, tries before, phone, ip, browser, system}
-- include time
local now = now_ms()
local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not due or redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return { 'gone' }
end
local leased_until = redis.call('HGET', KEYS[2], 'leased')
local is_leased = leased_until and tonumber(leased_until) > now
local why = redis.call('HGET', KEYS[2], 'why')
local may_go = tonumber(due) <= now or (ARGV[4] == '1' and why ~= 'expired')
if is_leased or not may_go then return { 'taken' } end

-- When it was first due; rung for, it is due now.
local first_due = tonumber(due) < now and tonumber(due) or now
redis.call('HSETNX', KEYS[2], 'since', whole(first_due))
local deadline = whole(now + tonumber(ARGV[3]))
redis.call('ZADD', KEYS[1], deadline, ARGV[1])
redis.call('HSET', KEYS[2], 'lease', ARGV[2], 'leased', deadline, 'doing', why)
local function field(name) return redis.call('HGET', KEYS[2], name) end
return {
  'yours', why, field('chat'), field('message'), field('language'), field('tries') or '0', field('phone') or '',
  field('ip') or '', field('browser') or '', field('system') or '',
}
