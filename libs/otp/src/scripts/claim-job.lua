-- Gives an edit or a notification to one worker, which gets the lease. After an event, an edit may be claimed before it is due.
-- KEYS  1 outbox  2 job
-- ARGV  1 member  2 lease token  3 lease ms  4 '1' after an event
-- Reply outcome: 'taken': another worker has the lease, or the job is not due yet | 'gone': the job has expired or is done |
--       'claimed' with subject, chat, message, language, failed_sends, phone, ip, browser, system, at, time_zone, request_id;
--       unknown values are ''
-- include includes/clock
local job, now = KEYS[2], now_ms()
local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not due or redis.call('EXISTS', job) == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return { 'outcome', 'gone' }
end
local function field(name) return redis.call('HGET', job, name) or '' end
local leased_until = redis.call('HGET', job, 'leased_until')
local is_leased = leased_until and tonumber(leased_until) > now
local subject = field('subject')
local may_go = tonumber(due) <= now or (ARGV[4] == '1' and subject ~= 'expired')
if is_leased or not may_go then return { 'outcome', 'taken' } end

-- A job that is claimed before its due time counts as due from now.
redis.call('HSETNX', job, 'due_since', whole(math.min(tonumber(due), now)))
local deadline = whole(now + tonumber(ARGV[3]))
redis.call('ZADD', KEYS[1], deadline, ARGV[1])
redis.call('HSET', job, 'lease', ARGV[2], 'leased_until', deadline, 'claimed_subject', subject)
return {
  'outcome', 'claimed', 'subject', subject, 'chat', field('chat'), 'message', field('message'),
  'language', field('language'), 'failed_sends', redis.call('HGET', job, 'failed_sends') or '0', 'phone', field('phone'),
  'ip', field('ip'), 'browser', field('browser'), 'system', field('system'),
  'at', field('at'), 'time_zone', field('time_zone'), 'request_id', field('request_id'),
}
