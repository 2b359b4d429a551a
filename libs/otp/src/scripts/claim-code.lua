-- Gives a due code to one worker, which gets the lease. The score in the outbox becomes the deadline of the lease, so the code
-- of a dead worker becomes due again by itself. A claimed code may already be in the chat, so it is verifiable from now on.
-- KEYS  1 outbox  2 challenge
-- ARGV  1 id  2 lease token  3 lease ms
-- Reply outcome: 'taken': another worker has the lease, or the code is not due yet | 'gone': nothing is left to send |
--       'expired': the challenge ended before the code was sent | 'claimed' with waited_ms (since the code was first due), left_ms
--       (of the challenge), phone, nonce, key, language, ip, browser, system, channel, purpose, failed_sends, session or '',
--       request_id or '', follows_linking ('1': the phone was linked just now, and nothing has said so yet),
--       approval_offers: the numbers for the buttons, or '' if the owner has not opened the link
-- include includes/clock
-- include includes/challenge
-- include includes/approval
local key, now = KEYS[2], now_ms()
local member = 'code:' .. ARGV[1]
local due = redis.call('ZSCORE', KEYS[1], member)
if not due then return { 'outcome', 'gone' } end
if tonumber(due) > now then return { 'outcome', 'taken' } end
if not is_live(key, now) then
  redis.call('ZREM', KEYS[1], member)
  return { 'outcome', 'expired' }
end
if is_exhausted(key) then
  redis.call('ZREM', KEYS[1], member)
  return { 'outcome', 'gone' }
end

local function field(name) return redis.call('HGET', key, name) or '' end
-- The former lease was not settled: its worker died or hangs, and the code may be in the chat.
if field('delivery') == 'claimed' then redis.call('HSET', key, 'maybe_sent', '1') end
redis.call('ZADD', KEYS[1], whole(now + tonumber(ARGV[3])), member)
redis.call('HSET', key, 'delivery', 'claimed', 'verifiable', '1', 'lease', ARGV[2])
local due_since = tonumber(redis.call('HGET', key, 'due_since') or due)
return {
  'outcome', 'claimed', 'waited_ms', whole(now - due_since), 'left_ms', whole(tonumber(field('expires_at')) - now),
  'phone', field('phone'), 'nonce', field('nonce'), 'key', field('key'), 'language', field('language'), 'ip', field('ip'),
  'browser', field('browser'), 'system', field('system'), 'channel', field('channel'), 'purpose', field('purpose'),
  'failed_sends', redis.call('HGET', key, 'failed_sends') or '0', 'session', field('session'),
  'request_id', field('request_id'), 'follows_linking', field('follows_linking'),
  'approval_offers', redis.call('HEXISTS', key, 'opened_by') == 1 and approval_offers(field('approval')) or '',
}
