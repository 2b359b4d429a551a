-- The challenge that a link leads to.
-- KEYS  1 link
-- ARGV  1 partition's prefix
-- Replies  {} | {id, phone, language, ip, browser, system, opened by or ''}
-- include time
-- include challenge
local id = redis.call('GET', KEYS[1])
if not id then return {} end
local c = ARGV[1] .. 'challenge:' .. id
if not seems_live(c, now_ms()) then return {} end
local function field(name) return redis.call('HGET', c, name) end
return {
  id, field('phone'), field('language'), field('ip'), field('browser'), field('system'), field('opened') or '',
}
