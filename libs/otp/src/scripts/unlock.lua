-- An operator lets a phone in again: its wrong codes are forgotten, those that erase as well. With the limits its requests
-- are forgotten, too, and that its owner wanted no pushed codes; the live challenges end then, so that the new requests come
-- on top of none. Their pages may learn of it: it says nothing about the owner.
-- KEYS  1 windows  2 windows of codes that erase  3 live challenges  4 quiet
-- ARGV  1 partition's prefix  2 '1': the limits, too
-- Replies  {wrong codes, requests, '1' where it was quiet, challenges that were closed}: what was there and is not any more
-- include time
-- include moments
-- include phone-windows
-- include challenge
-- include live-challenges
local now = now_ms()
local windows, erasing = read_windows(KEYS[1], now), read_windows(KEYS[2], now)
local failures, requests = #windows.failures, #windows.requests
windows.failures, erasing.failures = {}, {}
write_windows(KEYS[2], erasing)
if ARGV[2] ~= '1' then
  write_windows(KEYS[1], windows)
  return { whole(failures), '0', '', '0' }
end

redis.call('DEL', KEYS[1])
local closed = 0
for _, id in ipairs(live_ids(KEYS[3])) do
  local is_of_page = redis.call('HGET', ARGV[1] .. 'challenge:' .. id, 'of') == 'api'
  if is_of_page and close(ARGV[1], id, 'closed', 'closed', now) then closed = closed + 1 end
end
local was_quiet = redis.call('DEL', KEYS[4]) == 1
return { whole(failures), whole(requests), was_quiet and '1' or '', whole(closed) }
