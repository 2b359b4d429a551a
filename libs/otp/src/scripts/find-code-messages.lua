-- Finds the live challenges of a phone whose code is in a chat. It writes nothing.
-- KEYS  1 live challenges
-- ARGV  1 partition's prefix  2 chat  3 message, or '' for all messages of the chat
-- Reply the ids of the challenges that sign in, a space after each
-- include includes/clock
-- include includes/challenge
-- include includes/phone-challenges
local prefix, chat, message, now = ARGV[1], ARGV[2], ARGV[3], now_ms()
local found = ''
for _, id in ipairs(live_ids(KEYS[1])) do
  local challenge = read_challenge(prefix .. 'challenge:' .. id)
  local sent = redis.call('HMGET', prefix .. 'job:edit:' .. id, 'chat', 'message')
  local is_here = text(sent[1]) == chat and (message == '' or text(sent[2]) == message)
  if is_here and challenge.purpose == 'sign_in' and challenge.state == 'live' and now < challenge.expires_at then
    found = found .. id .. ' '
  end
end
return found
