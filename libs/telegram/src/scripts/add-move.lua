-- Records that an account asks for a phone of another account. The first record of an account stays.
-- KEYS  1 moves of the phone
-- ARGV  1 account  2 record  3 lifetime ms  4 maximum of accounts
-- Replies  'added', the number of records · 'known', the existing record · 'full', ''
local existing = redis.call('HGET', KEYS[1], ARGV[1])
if existing then return { 'known', existing } end
local count = redis.call('HLEN', KEYS[1])
if count >= tonumber(ARGV[4]) then return { 'full', '' } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return { 'added', tostring(count + 1) }
