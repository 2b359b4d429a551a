-- Reserves a slot for one call, atomically for all workers. The slots of a schedule are evenly spaced, so that no second holds
-- more than its rate. Each further rate must be free at that slot too; its tolerance says how far ahead it may be used. During
-- a pause there is no slot. After a pause of the bot one caller gets a slot as the probe, and the others wait until the probe
-- has ended or its lease has expired. A call may probe once its delay since the end of the pause has passed. Until then it
-- waits for the probe of another call.
-- KEYS  1 pause of the bot  2 pause of the chat  3 lease of the probe  4 holder of the probe  5 schedule  6… further rates
-- ARGV  1 now  2 caller  3 delay after a pause before this call may probe, ms  4 lease of a probe, ms
--       5 gap of the schedule, ms  6 how far ahead a slot may be, ms  7… gap and tolerance of each further rate, ms
-- Replies  {'reserved' | 'probe', ms until the slot}
--          {'later' | 'bot_paused' | 'chat_paused', ms after which it is worth asking again}
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
local slot = scheduled > now and scheduled or now
local free = slot - tonumber(ARGV[6])
for rate = 6, #KEYS do
  local rate_free = instant(KEYS[rate]) - tonumber(ARGV[rate * 2 - 4])
  if rate_free > slot and rate_free > free then free = rate_free end
end
if free > now then return { 'later', whole(free - now) } end

put(KEYS[5], slot + tonumber(ARGV[5]))
for rate = 6, #KEYS do
  local used = instant(KEYS[rate])
  put(KEYS[rate], (used > slot and used or slot) + tonumber(ARGV[rate * 2 - 5]))
end
if not must_probe then return { 'reserved', whole(slot - now) } end
put(KEYS[3], slot + tonumber(ARGV[4]))
redis.call('SET', KEYS[4], ARGV[2], 'PX', whole(slot - now + tonumber(ARGV[4]) + 60000))
return { 'probe', whole(slot - now) }
