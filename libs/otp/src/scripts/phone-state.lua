-- What stands in the way of a phone's codes, all of one moment. It changes nothing, and no id, nonce or digest leaves it.
-- KEYS  1 windows  2 live challenges  3 quiet  4 asked  5 outbox
-- ARGV  1 partition's prefix  2 failures per day  3 per minute  4 per hour  5 per day  6 the phone's chat or ''
-- Replies  {now ms, wrong codes, lock ms, quiet ms, count and ms for which it is full of minute, hour, day, challenges, jobs};
--          challenges that sign in and are not forgotten yet, a line each, tabs between: of, state, delivery, attempts left,
--          expires, since or '', '1' where opened, tries, ip, browser, system, what Telegram answered last; jobs of the
--          chat that are overdue: member, why, due, tries
-- include time
-- include moments
-- include window
-- include phone-windows
-- include live-challenges
local SPANS = { 60000, 3600000, DAY }
local now = now_ms()
local prefix = ARGV[1]

local function challenge_line(id)
  local c = prefix .. 'challenge:' .. id
  local function field(name) return redis.call('HGET', c, name) or '' end
  local expires = tonumber(redis.call('HGET', c, 'expires') or '0')
  if expires <= now or field('of') == 'erase' then return '' end
  return field('of') .. '\t' .. field('state') .. '\t' .. field('delivery') .. '\t' .. field('left') .. '\t'
    .. whole(expires) .. '\t' .. field('since') .. '\t' .. (field('opened') ~= '' and '1' or '') .. '\t'
    .. field('tries') .. '\t' .. field('ip') .. '\t' .. field('browser') .. '\t' .. field('system') .. '\t'
    .. field('problem') .. '\n'
end
local challenges = ''
for _, id in ipairs(live_ids(KEYS[2])) do challenges = challenges .. challenge_line(id) end
local asked = redis.call('GET', KEYS[4])
if asked then challenges = challenges .. challenge_line(asked) end

local jobs = ''
if ARGV[6] ~= '' then
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', whole(now))) do
    local job = prefix .. 'job:' .. member
    if redis.call('HGET', job, 'chat') == ARGV[6] then
      jobs = jobs .. member .. '\t' .. redis.call('HGET', job, 'why') .. '\t' .. redis.call('ZSCORE', KEYS[5], member)
        .. '\t' .. (redis.call('HGET', job, 'tries') or '0') .. '\n'
    end
  end
end

local windows = read_windows(KEYS[1], now)
local function state(index)
  local count, wait = window(windows.requests, now, SPANS[index], tonumber(ARGV[2 + index]))
  return whole(count), whole(wait)
end
local failures, lock = window(windows.failures, now, DAY, tonumber(ARGV[2]))
local quiet = redis.call('PTTL', KEYS[3])
local minute, minute_wait = state(1)
local hour, hour_wait = state(2)
local day, day_wait = state(3)
return {
  whole(now), whole(failures), whole(lock), whole(quiet > 0 and quiet or 0),
  minute, minute_wait, hour, hour_wait, day, day_wait, challenges, jobs,
}
