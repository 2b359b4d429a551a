-- Records that Telegram responded to a call with 429. It pauses the chat of the call. It also pauses the bot if more than one
-- chat seems to be limited: the call named no chat, it was the probe (the call that tests the bot after a pause, see
-- `reserve-send`), or enough private chats got a 429 recently. Groups and channels do not count: the bot only leaves them, and
-- one person can add it to many. A pause is never shortened.
-- KEYS  1 pause of the bot  2 pause of the chat  3 lease of the probe  4 holder of the probe  5 chats that got a 429 recently
-- ARGV  1 now  2 caller  3 chat, '' for none  4 retry_after ms  5 longest pause of the bot, ms
--       6 how many private chats with a recent 429 pause the bot  7 how long a 429 counts as recent, ms
-- Replies  ms for which the bot is paused; '0' if it is not
-- include budget-state
local function pause(key, ms)
  if instant(key) < now + ms then put(key, now + ms) end
end
local retry_ms = tonumber(ARGV[4])
local is_for_bot = ARGV[3] == ''
if not is_for_bot then
  pause(KEYS[2], retry_ms)
end
local is_private_chat = not is_for_bot and string.sub(ARGV[3], 1, 1) ~= '-'
if is_private_chat then
  redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', whole(now - tonumber(ARGV[7])))
  redis.call('ZADD', KEYS[5], whole(now), ARGV[3])
  redis.call('PEXPIRE', KEYS[5], whole(tonumber(ARGV[7]) + 60000))
  is_for_bot = redis.call('ZCARD', KEYS[5]) >= tonumber(ARGV[6])
end
if redis.call('GET', KEYS[4]) == ARGV[2] then
  redis.call('DEL', KEYS[3], KEYS[4])
  is_for_bot = true
end
if is_for_bot then
  local longest = tonumber(ARGV[5])
  pause(KEYS[1], retry_ms < longest and retry_ms or longest)
end
local left = instant(KEYS[1]) - now
return whole(left > 0 and left or 0)
