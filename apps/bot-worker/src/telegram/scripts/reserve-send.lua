-- Reserves a place for one call, in one step for all workers. A schedule gives places that follow each other evenly, so that
-- no second holds more than its rate. Each further rate must be free at that place too; its tolerance says how far it may
-- have been used ahead. While a pause holds there is no place. After a pause of the bot one caller gets a place as the
-- probe, and the others wait until it has reported or its lease has run out. A call may probe once its delay has passed since
-- the end of the pause. Until then it waits for the probe of another call.
-- KEYS  1 pause of the bot  2 pause of the chat  3 lease of the probe  4 holder of the probe  5 schedule  6… further rates
-- ARGV  1 now  2 caller  3 delay after a pause before this call may probe, ms  4 lease of a probe, ms
--       5 gap of the schedule, ms  6 longest wait for a place, ms  7… gap and tolerance of each further rate, ms
-- Replies  {'reserved' | 'probe', ms until the place}
--          {'later' | 'bot_paused' | 'chat_paused', ms after which asking again makes sense}
-- include budget-state
local PROBE_CHECK_MS = 250
local bot_pause = instant(KEYS[1])
if bot_pause > now then return { 'bot_paused', whole(bot_pause - now) } end
local chat_pause = instant(KEYS[2])
if chat_pause > now then return { 'chat_paused', whole(chat_pause - now) } end
local must_probe = bot_pause > 0
local lease = instant(KEYS[3])
if must_probe and lease > now then return { 'bot_paused', whole(math.min(lease - now, PROBE_CHECK_MS)) } end
local may_probe_at = bot_pause + tonumber(ARGV[3])
if must_probe and may_probe_at > now then
  return { 'bot_paused', whole(math.min(may_probe_at - now, PROBE_CHECK_MS)) }
end

local scheduled = instant(KEYS[5])
local place = scheduled > now and scheduled or now
local free = place - tonumber(ARGV[6])
for rate = 6, #KEYS do
  local rate_free = instant(KEYS[rate]) - tonumber(ARGV[rate * 2 - 4])
  if rate_free > place and rate_free > free then free = rate_free end
end
if free > now then return { 'later', whole(free - now) } end

put(KEYS[5], place + tonumber(ARGV[5]))
for rate = 6, #KEYS do
  local used = instant(KEYS[rate])
  put(KEYS[rate], (used > place and used or place) + tonumber(ARGV[rate * 2 - 5]))
end
if not must_probe then return { 'reserved', whole(place - now) } end
put(KEYS[3], place + tonumber(ARGV[4]))
redis.call('SET', KEYS[4], ARGV[2], 'PX', whole(place - now + tonumber(ARGV[4]) + 60000))
return { 'probe', whole(place - now) }
