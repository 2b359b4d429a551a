-- Finds the challenge of an opened link, and marks the link as seen. The page learns that its link was opened, but nothing about
-- the visitor or the phone.
-- KEYS  1 link
-- ARGV  1 partition's prefix
-- Reply outcome: 'none': no live challenge | 'found' with id, phone, language ('' if unknown), ip, browser, system, opened_by (''
--       before an account that holds the phone opened it)
-- include includes/clock
-- include includes/challenge
local id = redis.call('GET', KEYS[1])
if not id then return { 'outcome', 'none' } end
local key = ARGV[1] .. 'challenge:' .. id
if not seems_live(read_challenge(key), now_ms()) then return { 'outcome', 'none' } end
redis.call('HSET', key, 'link_seen', '1')
local function field(name) return redis.call('HGET', key, name) or '' end
return {
  'outcome', 'found', 'id', id, 'phone', field('phone'), 'language', field('language'), 'ip', field('ip'),
  'browser', field('browser'), 'system', field('system'), 'opened_by', field('opened_by'),
}
