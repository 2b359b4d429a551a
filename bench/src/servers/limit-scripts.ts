/** Counts a request for a phone, stores a challenge and makes it due. KEYS challenge, outbox, window; ARGV id, phone, nonce. */
export const ISSUE_CODE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('INCR', KEYS[3]) == 1 then redis.call('PEXPIRE', KEYS[3], 60000) end
redis.call('HSET', KEYS[1], 'phone', ARGV[2], 'nonce', ARGV[3], 'code', '123456', 'attempts_left', 3)
redis.call('PEXPIRE', KEYS[1], 300000)
redis.call('ZADD', KEYS[2], now, ARGV[1])
return 'ok'`;

/** Counts the attempt and consumes the challenge if the code is right. KEYS challenge; ARGV code. Returns the phone, or ''. */
export const CONSUME_CODE = `
if redis.call('HINCRBY', KEYS[1], 'attempts_left', -1) < 0 then return '' end
local found = redis.call('HMGET', KEYS[1], 'code', 'phone')
if found[1] ~= ARGV[1] then return '' end
redis.call('DEL', KEYS[1])
return found[2]`;

/** Counts a request from an address. KEYS window. */
export const COUNT = `
if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], 60000) end
return 'ok'`;
