-- Makes the code of a challenge due when an account that holds its phone opens the link. The link then belongs to that account.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 telegram id  4 the phone that the account holds  5 '1': it was linked just now, and the
--       message of the code says so
-- Reply 'due': the code will be sent | 'sent': the code is in the chat already | 'other_phone': the account holds another phone |
--       'foreign': another account opened the link first | 'gone': no live challenge with attempts left
-- include includes/clock
-- include includes/challenge
local key, now = KEYS[1], now_ms()
local challenge = read_challenge(key)
if not seems_live(challenge, now) then return 'gone' end
if challenge.phone ~= ARGV[4] then return 'other_phone' end
if challenge.state ~= 'live' or challenge.attempts_left <= 0 then return 'gone' end
local opened_by = redis.call('HGET', key, 'opened_by')
if opened_by and opened_by ~= ARGV[3] then return 'foreign' end
redis.call('HSET', key, 'opened_by', ARGV[3])
if ARGV[5] == '1' then redis.call('HSET', key, 'follows_linking', '1') end
return make_due(ARGV[1], ARGV[2], now)
