-- Makes the code of a challenge due when an account that holds its phone opens the link. The link then belongs to that account.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3 telegram id  4 the phone that the account holds  5 '1': it was linked just now, and the
--       message of the code says so
-- Reply outcome: 'due': the code will be sent | 'sent': the code is in the chat already, with approval_offers, and ip, browser,
--       system of the page | 'other_phone': the account holds another phone |
--       'gone': no live challenge with attempts left, or another account opened the link first
-- include includes/clock
-- include includes/challenge
-- include includes/approval
local key, now = KEYS[1], now_ms()
local challenge = read_challenge(key)
if not seems_live(challenge, now) then return { 'outcome', 'gone' } end
if challenge.phone ~= ARGV[4] then return { 'outcome', 'other_phone' } end
if challenge.state ~= 'live' or challenge.attempts_left <= 0 then return { 'outcome', 'gone' } end
local opened_by = redis.call('HGET', key, 'opened_by')
if opened_by and opened_by ~= ARGV[3] then return { 'outcome', 'gone' } end
redis.call('HSET', key, 'opened_by', ARGV[3])
if ARGV[5] == '1' then redis.call('HSET', key, 'follows_linking', '1') end
if make_due(ARGV[1], ARGV[2], now) == 'due' then return { 'outcome', 'due' } end
local function field(name) return redis.call('HGET', key, name) or '' end
return {
  'outcome', 'sent', 'approval_offers', approval_offers(field('approval')), 'ip', field('ip'), 'browser', field('browser'),
  'system', field('system'),
}
