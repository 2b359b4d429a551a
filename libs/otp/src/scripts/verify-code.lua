-- Verifies a code that is typed for a challenge. The checks come in this order: gone, locked, exhausted. Then the attempt is
-- counted, and then the code is compared. A challenge with another purpose or session is gone. Codes that erase the shop have
-- windows of their own, which strangers cannot fill.
-- An attempt counts even while the phone is locked or the challenge is used (`restore-challenge` may make it live again): each
-- command carries a digest, and a reader of Redis commands must see at most three digests of a live challenge.
-- The last attempt schedules the edit of the message, which must not show a dead code as valid.
-- The wrong code that locks a phone enqueues a notification for its owner, once a day.
-- After a refused sign-in code, this step also admits an attempt at the code that the owner may have requested from the bot: it
-- counts the try of the address and the attempt. Only then does the caller derive the digest for `compare-bot-code`.
-- KEYS  1 challenge  2 tries of the address
-- ARGV  1 partition's prefix  2 id  3 wrong codes per day  4 receipt  5 purpose  6 session or ''
--       7 ip  8 browser  9 system of the caller  10 limits of the tries, see includes/tries  11… key id, digest
-- Reply outcome: 'gone' | 'verified' with phone, chat, language and request_id of the code's request (each '' if unknown) |
--       'locked' | 'exhausted' | 'wrong', each with retry_ms, attempts_left, locks ('1': this wrong code locked the phone),
--       phone and bot: 'skipped' | 'none' | 'admitted' with bot_challenge and bot_key, the ids of its challenge and key
-- include includes/clock
-- include includes/moments
-- include includes/moment-window
-- include includes/slots
-- include includes/tries
-- include includes/phone-windows
-- include includes/notification
-- include includes/wrong-codes
-- include includes/challenge
-- include includes/bot-code
-- include includes/compare
local now = now_ms()
local key, tries, prefix, id, receipt, purpose, session = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[4], ARGV[5], ARGV[6]
local challenge = read_challenge(key)

if challenge.channel ~= 'api' or challenge.purpose ~= purpose or challenge.session ~= session then
  return { 'outcome', 'gone' }
end
if not seems_live(challenge, now) then
  if challenge.state == 'used' then redis.call('HINCRBY', key, 'attempts_left', -1) end
  return { 'outcome', 'gone' }
end
local phone = challenge.phone
local erases = purpose == 'erase_shop'

local function refusal(outcome, retry_ms, attempts_left, locks)
  local bot, bot_id, bot_key = 'skipped', nil, nil
  if not erases and admit_try(tries, ARGV[10], now) <= 0 then
    bot_id, bot_key = admit_bot_attempt(prefix, phone, now)
    bot = bot_id and 'admitted' or 'none'
  end
  return {
    'outcome', outcome, 'retry_ms', whole(retry_ms), 'attempts_left', whole(attempts_left), 'locks', locks and '1' or '',
    'phone', phone, 'bot', bot, 'bot_challenge', bot_id or '', 'bot_key', bot_key or '',
  }
end

local function edit_if_exhausted(attempts_left)
  if attempts_left == 0 and challenge.state == 'live' then schedule_end(prefix, id, purpose, 'exhausted', now) end
end

local limit = tonumber(ARGV[3])
local windows_key = prefix .. (erases and 'e:' or 'w:') .. phone
local windows = read_windows(windows_key, now)
local _, locked_ms = window(windows.failures, now, DAY, limit)
if locked_ms > 0 then
  edit_if_exhausted(redis.call('HINCRBY', key, 'attempts_left', -1))
  return refusal('locked', locked_ms, 0, false)
end
if challenge.attempts_left <= 0 then return refusal('exhausted', challenge.expires_at - now, 0, false) end

local attempts_left = redis.call('HINCRBY', key, 'attempts_left', -1)
if is_right(challenge, 11) then
  consume(prefix, id, receipt, now, erases and 'erased' or 'used', 7)
  local chat, language = message_of(prefix, id, challenge)
  return { 'outcome', 'verified', 'phone', phone, 'chat', chat, 'language', language, 'request_id', challenge.request_id }
end
edit_if_exhausted(attempts_left)
if erases then
  table.insert(windows.failures, now)
  write_windows(windows_key, windows)
  return refusal('wrong', 0, attempts_left, false)
end
return refusal('wrong', 0, attempts_left, count_wrong_code(prefix, phone, windows, limit, receipt, now))
