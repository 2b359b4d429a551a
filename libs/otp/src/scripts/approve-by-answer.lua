-- Approves, by a typed number, the live challenge of a phone whose code is in the answered message, or the only one whose code is in
-- the chat: see includes/approve. It finds and approves in one step, so that the answer takes one round trip.
-- KEYS  1 live challenges
-- ARGV  1 partition's prefix  2 chat  3 message, or '' for any message of the chat  4… see includes/approve
-- Reply outcome: 'several': the codes of several pages are in the chat | 'gone': there is none, or its challenge cannot be approved |
--       'approved' | 'already' | 'wrong', each with challenge and locks as in approve-challenge
-- include includes/phone-challenges
-- include includes/clock
-- include includes/moments
-- include includes/moment-window
-- include includes/phone-windows
-- include includes/notification
-- include includes/wrong-codes
-- include includes/challenge
-- include includes/approval
-- include includes/approve
local prefix, chat, message, now = ARGV[1], ARGV[2], ARGV[3], now_ms()
local found = {}
for _, id in ipairs(live_ids(KEYS[1])) do
  local challenge = read_challenge(prefix .. 'challenge:' .. id)
  local sent = redis.call('HMGET', prefix .. 'job:edit:' .. id, 'chat', 'message')
  local is_here = text(sent[1]) == chat and (message == '' or text(sent[2]) == message)
  if is_here and challenge.purpose == 'sign_in' and challenge.state == 'live' and now < challenge.expires_at then
    found[#found + 1] = id
  end
end
if #found == 0 then return { 'outcome', 'gone' } end
if #found > 1 then return { 'outcome', 'several' } end
local outcome, locks = approve(prefix, found[1], 4, now)
return { 'outcome', outcome, 'locks', locks, 'challenge', found[1] }
