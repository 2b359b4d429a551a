-- Consumes an approved challenge for the page that requested it, which proves itself by the secret of the approval. The attempt is
-- counted before the secret is compared. Before the approval, and with another secret, the attempt is wrong. The lock of the phone
-- plays no part here, because its owner has approved this page.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 receipt  4 digest of the secret  5 ip  6 browser  7 system of the caller
-- Reply outcome: 'gone' | 'exhausted' with retry_ms | 'wrong' with attempts_left |
--       'verified' with phone, chat, language and request_id of the code's request (each '' if unknown)
-- include includes/clock
-- include includes/challenge
-- include includes/compare
-- include includes/approval
local key, now = KEYS[1], now_ms()
local prefix, id = ARGV[1], ARGV[2]
local challenge = read_challenge(key)
if challenge.channel ~= 'api' or challenge.purpose ~= 'sign_in' or not seems_live(challenge, now) then
  return { 'outcome', 'gone' }
end
if challenge.attempts_left <= 0 then
  return { 'outcome', 'exhausted', 'retry_ms', whole(challenge.expires_at - now) }
end

local attempts_left = redis.call('HINCRBY', key, 'attempts_left', -1)
local values = redis.call('HMGET', key, 'approval_outcome', 'approval')
local is_approved = challenge.state == 'live' and text(values[1]) == 'approved'
if not is_approved or approval_secret(text(values[2])) ~= ARGV[4] then
  if attempts_left == 0 and challenge.state == 'live' then schedule_end(prefix, id, challenge.purpose, 'exhausted', now) end
  return { 'outcome', 'wrong', 'attempts_left', whole(attempts_left) }
end
consume(prefix, id, ARGV[3], now, 'used', 5)
local chat, language = message_of(prefix, id, challenge)
return { 'outcome', 'verified', 'phone', challenge.phone, 'chat', chat, 'language', language, 'request_id', challenge.request_id }
