-- Compares a typed code with the code that the owner requested from the bot. `admit-bot-code` or `verify-code` has counted the
-- attempt. After a match, the try of the address and the wrong code that `verify-code` may have counted are taken back.
-- A wrong code gets the same reply whether or not a code of the bot exists. The lock of the phone plays no part here.
-- KEYS  1 challenge of the bot's code  2 tries of the address
-- ARGV  1 partition's prefix  2 id  3 receipt  4 ip  5 browser  6 system of the caller  7 limits of the tries
--       8 phone whose wrong code `verify-code` counted under the same receipt, or ''  9 key id  10 digest
-- Reply outcome: 'wrong' with exhausted ('1': that was the last attempt at a live code) |
--       'verified' with chat, language and request_id of the code's request (each '' if unknown)
-- include includes/clock
-- include includes/moments
-- include includes/slots
-- include includes/tries
-- include includes/phone-windows
-- include includes/notification
-- include includes/wrong-codes
-- include includes/challenge
-- include includes/compare
local now = now_ms()
local prefix, id, receipt = ARGV[1], ARGV[2], ARGV[3]
local challenge = read_challenge(KEYS[1])
local is_current = challenge.channel == 'bot' and now < challenge.expires_at
if not is_current or not is_right(challenge, 9) then
  local is_exhausted_now = is_current and challenge.state == 'live' and challenge.attempts_left <= 0
  if is_exhausted_now then schedule_edit(prefix, id, 'exhausted', now) end
  return { 'outcome', 'wrong', 'exhausted', is_exhausted_now and '1' or '' }
end
consume(prefix, id, receipt, now, 'used', 4)
return_try(KEYS[2], ARGV[7], now)
if ARGV[8] ~= '' then forget_wrong_code(prefix, ARGV[8], receipt, now) end
local chat, language = message_of(prefix, id, challenge)
return { 'outcome', 'verified', 'chat', chat, 'language', language, 'request_id', challenge.request_id }
