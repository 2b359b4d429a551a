-- Reads everything that can stop or delay the codes of a phone. It writes nothing, and replies no id, nonce or digest.
-- KEYS  1 windows  2 live challenges  3 quiet  4 the phone's bot code  5 outbox  6 windows of codes that erase
-- ARGV  1 partition's prefix  2 wrong codes per day  3 per minute  4 per hour  5 per day  6 the phone's chat or ''
-- Reply now, wrong_codes, locked_ms, quiet_ms, count and full_ms of minute, hour and day;
--       erase_wrong_codes, erase_locked_ms, erase_requests (of a day), erase_full_ms (of the windows that are full, the longest);
--       challenges: rows of unexpired challenges that sign in: channel, state, delivery, attempts_left, expires_at,
--       due_since, is_opened ('1'), failed_sends, ip, browser, system, last_problem;
--       jobs: rows of overdue jobs of the chat: member, subject, due, failed_sends
-- include includes/clock
-- include includes/moments
-- include includes/moment-window
-- include includes/phone-windows
-- include includes/phone-challenges
-- include includes/row
local SPANS = { 60000, 3600000, DAY }
local now = now_ms()
local prefix = ARGV[1]

local function challenge_row(id)
  local key = prefix .. 'challenge:' .. id
  local function field(name) return redis.call('HGET', key, name) or '' end
  local expires_at = tonumber(redis.call('HGET', key, 'expires_at') or '0')
  if expires_at <= now or field('purpose') ~= 'sign_in' then return '' end
  return row('channel', field('channel'), 'state', field('state'), 'delivery', field('delivery'),
    'attempts_left', field('attempts_left'), 'expires_at', whole(expires_at), 'due_since', field('due_since'),
    'is_opened', field('opened_by') ~= '' and '1' or '', 'failed_sends', redis.call('HGET', key, 'failed_sends') or '0',
    'ip', field('ip'), 'browser', field('browser'), 'system', field('system'), 'last_problem', field('last_problem'))
end
local challenges = ''
for _, id in ipairs(live_ids(KEYS[2])) do challenges = challenges .. challenge_row(id) end
local bot_code = redis.call('GET', KEYS[4])
if bot_code then challenges = challenges .. challenge_row(bot_code) end

local jobs = ''
if ARGV[6] ~= '' then
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', whole(now))) do
    local job = prefix .. 'job:' .. member
    if redis.call('HGET', job, 'chat') == ARGV[6] then
      jobs = jobs .. row('member', member, 'subject', redis.call('HGET', job, 'subject') or '',
        'due', whole(tonumber(redis.call('ZSCORE', KEYS[5], member))),
        'failed_sends', redis.call('HGET', job, 'failed_sends') or '0')
    end
  end
end

local windows = read_windows(KEYS[1], now)
local function state(index)
  local count, full_ms = window(windows.requests, now, SPANS[index], tonumber(ARGV[2 + index]))
  return whole(count), whole(full_ms)
end
local erase_windows = read_windows(KEYS[6], now)
local erase_wrong_codes, erase_locked_ms = window(erase_windows.failures, now, DAY, tonumber(ARGV[2]))
local erase_full_ms = 0
for index = 1, 3 do
  local _, full_ms = window(erase_windows.requests, now, SPANS[index], tonumber(ARGV[2 + index]))
  erase_full_ms = math.max(erase_full_ms, full_ms)
end
local wrong_codes, locked_ms = window(windows.failures, now, DAY, tonumber(ARGV[2]))
local minute, minute_full = state(1)
local hour, hour_full = state(2)
local day, day_full = state(3)
return {
  'now', whole(now), 'wrong_codes', whole(wrong_codes), 'locked_ms', whole(locked_ms),
  'quiet_ms', whole(math.max(0, redis.call('PTTL', KEYS[3]))), 'minute_count', minute, 'minute_full_ms', minute_full,
  'hour_count', hour, 'hour_full_ms', hour_full, 'day_count', day, 'day_full_ms', day_full,
  'erase_wrong_codes', whole(erase_wrong_codes), 'erase_locked_ms', whole(erase_locked_ms),
  'erase_requests', whole(#erase_windows.requests), 'erase_full_ms', whole(erase_full_ms),
  'challenges', challenges, 'jobs', jobs,
}
