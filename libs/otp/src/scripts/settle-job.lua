-- What came of a claimed edit or notice; only the lease's token may say. An edit that is to say something else by now is not
-- done: it waits for the time that was set with it. held: its chat takes nothing until it is due again.
-- KEYS  1 outbox  2 job
-- ARGV  1 member  2 lease token  3 'done' | 'retry' | 'unsent' | 'held'  4 retry ms
-- Replies  'ok' | 'notYours' | 'gone'
-- include time
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return 'gone'
end
if redis.call('HGET', KEYS[2], 'lease') ~= ARGV[2] then return 'notYours' end

local is_same = redis.call('HGET', KEYS[2], 'doing') == redis.call('HGET', KEYS[2], 'why')
if ARGV[3] == 'retry' then redis.call('HINCRBY', KEYS[2], 'tries', 1) end
if ARGV[3] == 'done' and is_same then
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('HDEL', KEYS[2], 'lease', 'leased')
  if is_same then
    local due = whole(now_ms() + tonumber(ARGV[4]))
    redis.call('ZADD', KEYS[1], due, ARGV[1])
    if ARGV[3] == 'held' then redis.call('HSET', KEYS[2], 'held', due) end
  end
end
return 'ok'
