-- Approves the sign-in of a page by the number that the page shows. A challenge has one try: a wrong number closes it and counts
-- as a wrong code of the phone, in the same step. The lock of the phone is not checked, because strangers can cause it and only the
-- account that holds the phone may try. A pressed button counts only for the account that has opened the link of the challenge.
-- ARGV from `first` on: telegram id, the phone that the account holds, number, 'button' | 'answer': how the number was given, id of
-- this try: a repetition gets the same reply, wrong codes per day. Requires `wrong-codes`, `challenge` and `approval`.
-- Returns outcome, and locks: '1' if this wrong number locked the phone, or ''.
local function approve(prefix, id, first, now)
  local key = prefix .. 'challenge:' .. id
  local telegram_id, phone, number, by, try = unpack(ARGV, first, first + 4)
  local challenge = read_challenge(key)
  if challenge.phone ~= phone then return 'gone', '' end

  local values = redis.call('HMGET', key, 'approval_try', 'approval_outcome', 'approval_locks', 'approval', 'opened_by')
  if text(values[1]) == try then return values[2], text(values[3]) end
  if text(values[4]) == '' or challenge.state ~= 'live' or now >= challenge.expires_at or challenge.attempts_left <= 0 then
    return 'gone', ''
  end
  if by == 'button' and text(values[5]) ~= telegram_id then return 'gone', '' end
  if text(values[2]) == 'approved' then return 'already', '' end

  local outcome = approval_number(values[4]) == number and 'approved' or 'wrong'
  local locks = ''
  if outcome == 'wrong' then
    close(prefix, id, state_ended_by_owner(key), 'wrong_number', now)
    local windows = read_windows(prefix .. 'w:' .. phone, now)
    if count_wrong_code(prefix, phone, windows, tonumber(ARGV[first + 5]), id, now) then locks = '1' end
  end
  redis.call('HSET', key, 'approval_try', try, 'approval_outcome', outcome, 'approval_locks', locks)
  return outcome, locks
end
