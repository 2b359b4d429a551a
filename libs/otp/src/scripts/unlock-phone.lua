-- Unlocks a phone for an operator: deletes its wrong codes, including those for codes that erase the shop. With the limits, it
-- also deletes the requests and the quiet period, and closes the live challenges: otherwise their attempts would add to those of
-- new requests. The pages may learn that, because it reveals nothing about the owner.
-- KEYS  1 windows  2 windows of codes that erase  3 live challenges  4 quiet
-- ARGV  1 partition's prefix  2 '1': the limits, too
-- Reply what was deleted: wrong_codes, requests, was_quiet ('1'), closed: the ids of closed challenges, a space after each
-- include includes/clock
-- include includes/moments
-- include includes/phone-windows
-- include includes/challenge
-- include includes/phone-challenges
local now = now_ms()
local windows, erase_windows = read_windows(KEYS[1], now), read_windows(KEYS[2], now)
local wrong_codes, requests = #windows.failures, #windows.requests
windows.failures, erase_windows.failures = {}, {}
write_windows(KEYS[2], erase_windows)
if ARGV[2] ~= '1' then
  write_windows(KEYS[1], windows)
  return { 'wrong_codes', whole(wrong_codes), 'requests', '0', 'was_quiet', '', 'closed', '' }
end

redis.call('DEL', KEYS[1])
local closed = ''
for _, id in ipairs(live_ids(KEYS[3])) do
  local signs_in = redis.call('HGET', ARGV[1] .. 'challenge:' .. id, 'purpose') == 'sign_in'
  if signs_in and close(ARGV[1], id, 'closed', 'closed', now) then closed = closed .. id .. ' ' end
end
local was_quiet = redis.call('DEL', KEYS[4]) == 1
return {
  'wrong_codes', whole(wrong_codes), 'requests', whole(requests), 'was_quiet', was_quiet and '1' or '', 'closed', closed,
}
