-- Approves the sign-in of a page by the number that the page shows. A challenge has one try: a wrong number closes it and counts
-- as a wrong code of the phone, in the same step. The lock of the phone is not checked, because strangers can cause it and only the
-- account that holds the phone may try. A pressed button counts only for the account that has opened the link of the challenge.
-- ARGV from `first` on: telegram id, the phone that the account holds, number, 'button' | 'answer': how the number was given, id of
-- this try: a repetition gets the same reply, wrong codes per day. Requires `wrong-codes`, `challenge` and `approval`.
-- Returns outcome, and locks: '1' if this wrong number locked the phone, or ''.

-- How long an approved challenge lives at least. On a phone the page learns of its approval only when its tab is shown again.
local EXCHANGE_MS = 60000

-- The whole challenge lives longer, with its place in the list of live challenges: what closes a challenge must find this one.
local function give_time_to_exchange(prefix, id, challenge, now)
  local ends_at = now + EXCHANGE_MS
  if challenge.expires_at >= ends_at then return end
  redis.call('HSET', prefix .. 'challenge:' .. id, 'expires_at', whole(ends_at))
  redis.call('PEXPIRE', prefix .. 'challenge:' .. id, whole(EXCHANGE_MS))
  local live = prefix .. 'live:' .. challenge.phone
  if redis.call('PTTL', live) < EXCHANGE_MS then redis.call('PEXPIRE', live, whole(EXCHANGE_MS)) end
  schedule_end(prefix, id, challenge.purpose, 'expired', ends_at)
end

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
  if outcome == 'approved' then give_time_to_exchange(prefix, id, challenge, now) end
  return outcome, locks
end
