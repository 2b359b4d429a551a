-- Somebody opened a link: the challenge that it leads to, which is marked as seen. Whoever it was: the page is told so alike
-- whether or not the phone is linked.
-- KEYS  1 link
-- ARGV  1 partition's prefix
-- Replies  {} | {id, phone, language, ip, browser, system, opened by or ''}
-- include time
-- include challenge
local id = redis.call('GET', KEYS[1])
if not id then return {} end
local c = ARGV[1] .. 'challenge:' .. id
if not seems_live(c, now_ms()) then return {} end
redis.call('HSET', c, 'seen', '1')
local function field(name) return redis.call('HGET', c, name) end
return {
  id, field('phone'), field('language'), field('ip'), field('browser'), field('system'), field('opened') or '',
}
