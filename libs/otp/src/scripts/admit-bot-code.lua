-- Admits an attempt at the code that the owner of a phone may have requested from the bot. It counts the try of the address
-- and the attempt before the caller derives a digest of the typed code. A caller that stops here has spent both.
-- KEYS  1 tries of the address
-- ARGV  1 partition's prefix  2 phone  3 limits of the tries, see includes/tries
-- Reply outcome: 'limited' with retry_ms, limit, count, reset_ms | 'none': no live code, or its attempts are used up |
--       'admitted' with challenge and key, the ids of the code's challenge and of its key
-- include includes/clock
-- include includes/moments
-- include includes/slots
-- include includes/tries
-- include includes/challenge
-- include includes/bot-code
local now = now_ms()
local wait, counter = admit_try(KEYS[1], ARGV[3], now)
if wait > 0 then
  return { 'outcome', 'limited', 'retry_ms', whole(wait), 'limit', whole(counter.limit), 'count', whole(counter.total),
    'reset_ms', whole(counter_reset_ms(counter, now)) }
end
local id, key_id = admit_bot_attempt(ARGV[1], ARGV[2], now)
if not id then return { 'outcome', 'none' } end
return { 'outcome', 'admitted', 'challenge', id, 'key', key_id }
