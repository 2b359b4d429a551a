-- Reserves a slot for one call, atomically for all workers. A call gets no slot during a pause.
-- Schedule: the time of the next free slot. Slots are one gap apart, so no second holds more calls than the rate allows.
-- Further rate: a limit that the call must also keep, such as that of its chat. It admits one call per gap; its tolerance says
-- how many ms earlier than that a call may come.
-- Probe: the single call that is sent after a pause of the bot, to find out whether Telegram accepts calls again. A call may
-- become the probe once its delay since the end of the pause has passed. Other calls wait until the probe has ended or its lease
-- has expired.
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
local free_at = slot - tonumber(ARGV[6])
for rate = 6, #KEYS do
  local rate_free_at = instant(KEYS[rate]) - tonumber(ARGV[rate * 2 - 4])
  if rate_free_at > slot and rate_free_at > free_at then free_at = rate_free_at end
end
if free_at > now then return { 'later', whole(free_at - now) } end

put(KEYS[5], slot + tonumber(ARGV[5]))
for rate = 6, #KEYS do
  local used = instant(KEYS[rate])
  put(KEYS[rate], (used > slot and used or slot) + tonumber(ARGV[rate * 2 - 5]))
end
if not must_probe then return { 'reserved', whole(slot - now) } end
put(KEYS[3], slot + tonumber(ARGV[4]))
redis.call('SET', KEYS[4], ARGV[2], 'PX', whole(slot - now + tonumber(ARGV[4]) + 60000))
return { 'probe', whole(slot - now) }
