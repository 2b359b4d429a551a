-- A code was typed for a challenge. Order: gone, locked, exhausted; then the attempt is counted; then it is compared. A
-- challenge of another purpose or session is gone. Codes that erase have a budget of their own: who signs in cannot spend it.
-- An attempt while the phone is locked counts for its challenge, too, though nothing is compared: its digest came with it,
-- and whoever reads the commands of Redis may see three digests of a challenge and no more. So does an attempt while the
-- challenge is used: `restore` may make it live again.
-- The wrong code that locks a phone also puts a notification for its owner into the outbox, once a day.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 failures per day  4 receipt  5 'api' | 'erase'  6 session or ''
--       7 ip  8 browser  9 system of who typed it  10… key id, digest
-- Replies  {'gone'} | {'locked', retry ms} | {'exhausted', retry ms} | {'verified', phone, chat or ''} |
--          {'wrong', attempts left, the phone that is locked by it or ''}
-- include time
-- include moments
-- include window
-- include phone-windows
-- include challenge
-- include compare
-- include notice
local now = now_ms()
local c, prefix, id = KEYS[1], ARGV[1], ARGV[2]
local is_ours = redis.call('HGET', c, 'of') == ARGV[5] and (redis.call('HGET', c, 'session') or '') == ARGV[6]
if not is_ours then return { 'gone' } end
if not seems_live(c, now) then
  if redis.call('HGET', c, 'state') == 'used' then redis.call('HINCRBY', c, 'left', -1) end
  return { 'gone' }
end

local phone = redis.call('HGET', c, 'phone')
local erases = ARGV[5] == 'erase'
local key = prefix .. (erases and 'e:' or 'w:') .. phone
local windows = read_windows(key, now)
local most = tonumber(ARGV[3])
local _, lock = window(windows.failures, now, DAY, most)
if lock > 0 then
  redis.call('HINCRBY', c, 'left', -1)
  return { 'locked', whole(lock) }
end
if is_exhausted(c) then return { 'exhausted', whole(tonumber(redis.call('HGET', c, 'expires')) - now) } end

local left = redis.call('HINCRBY', c, 'left', -1)
if is_right(c, 10) then
  consume(prefix, id, ARGV[4], now, erases and 'erased' or 'used', 7)
  return { 'verified', phone, chat_of(prefix, id) }
end
table.insert(windows.failures, now)
local locks = not erases and #windows.failures >= most
-- As old wrong codes leave the window new ones are looked at, and each locks again: its owner is notified once a day.
if locks and not windows.notified then
  windows.notified = #windows.failures
  put_notice(prefix, 'notice:phone_locked:' .. ARGV[4], 'phone_locked', phone, '', '', DAY, now)
end
write_windows(key, windows)
return { 'wrong', whole(left), locks and phone or '' }
