-- Records that an account asks for a phone that another one holds. The first record of an account stays.
-- KEYS  1 moves of the phone
-- ARGV  1 account  2 record  3 lifetime ms  4 most accounts
-- Replies  'added', its number from 1 · 'known', the former record as it was added · 'full', ''
local former = redis.call('HGET', KEYS[1], ARGV[1])
if former then return { 'known', former } end
local count = redis.call('HLEN', KEYS[1])
if count >= tonumber(ARGV[4]) then return { 'full', '' } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return { 'added', tostring(count + 1) }
