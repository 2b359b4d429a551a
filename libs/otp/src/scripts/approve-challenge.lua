-- Approves the sign-in of a page by the number that the page shows. A challenge has one try: a wrong number closes it and counts
-- as a wrong code of the phone, in the same step. The lock of the phone is not checked, because strangers can cause it and only the
-- account that holds the phone may try.
-- A pressed button counts only for the account that has opened the link of the challenge.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 telegram id  4 the phone that the account holds  5 number
--       6 'button' | 'answer': how the number was given  7 id of this try; a repetition gets the same reply
--       8 wrong codes per day
-- Reply outcome: 'approved' | 'already': it was approved before | 'wrong' with locks ('1': this wrong number locked the phone) |
--       'gone': the challenge has ended, is not the account's, or its numbers were not offered to the account
-- include includes/clock
-- include includes/moments
-- include includes/moment-window
-- include includes/phone-windows
-- include includes/notification
-- include includes/wrong-codes
-- include includes/challenge
-- include includes/approval
local key, now = KEYS[1], now_ms()
local prefix, id, telegram_id, phone, number, try = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[7]
local challenge = read_challenge(key)
if challenge.phone ~= phone then return { 'outcome', 'gone' } end

local values = redis.call('HMGET', key, 'approval_try', 'approval_outcome', 'approval_locks', 'approval', 'opened_by')
if text(values[1]) == try then return { 'outcome', values[2], 'locks', text(values[3]) } end
if text(values[4]) == '' or challenge.state ~= 'live' or now >= challenge.expires_at or challenge.attempts_left <= 0 then
  return { 'outcome', 'gone' }
end
if ARGV[6] == 'button' and text(values[5]) ~= telegram_id then return { 'outcome', 'gone' } end
if text(values[2]) == 'approved' then return { 'outcome', 'already' } end

local outcome = approval_number(values[4]) == number and 'approved' or 'wrong'
local locks = ''
if outcome == 'wrong' then
  close(prefix, id, state_ended_by_owner(key), 'wrong_number', now)
  local windows = read_windows(prefix .. 'w:' .. phone, now)
  if count_wrong_code(prefix, phone, windows, tonumber(ARGV[8]), id, now) then locks = '1' end
end
redis.call('HSET', key, 'approval_try', try, 'approval_outcome', outcome, 'approval_locks', locks)
return { 'outcome', outcome, 'locks', locks }
