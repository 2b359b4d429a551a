-- The page of a challenge asked for another one: this one is over.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id
-- Replies  'ok' | 'gone'
-- include time
-- include challenge
if redis.call('HGET', KEYS[1], 'of') ~= 'api' then return 'gone' end
-- One that was refused ends for its page as any other does: else this would tell of the refusal.
if redis.call('HGET', KEYS[1], 'state') == 'refused' then
  redis.call('HSET', KEYS[1], 'state', 'closed')
  return 'ok'
end
return close(ARGV[1], ARGV[2], 'closed', 'replaced', now_ms()) and 'ok' or 'gone'
