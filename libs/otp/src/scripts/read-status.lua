-- What the page of a challenge may know. It writes nothing. Until the code is used, that is only what happened through the
-- challenge's own link: a code that was pushed to a linked phone, and a refusal by an owner who did not open the link, look
-- like nothing at all.
-- KEYS  1 challenge
-- Reply status: 'gone' | 'pending' | 'opened' | 'sent' | 'verified' | 'closed'; left_ms, the rest of its life
-- include includes/clock
-- include includes/challenge
local key, now = KEYS[1], now_ms()
local function field(name) return redis.call('HGET', key, name) end
if field('channel') ~= 'api' or field('purpose') ~= 'sign_in' then return { 'status', 'gone', 'left_ms', '0' } end

local function status()
  if field('state') == 'used' then return 'verified' end
  if not seems_live(key, now) or is_exhausted(key) then return 'closed' end
  -- Only the account that holds the phone can have opened it; anybody may have seen its link.
  if field('opened_by') then return field('delivery') == 'sent' and 'sent' or 'opened' end
  return field('link_seen') and 'opened' or 'pending'
end
return { 'status', status(), 'left_ms', whole(math.max(0, tonumber(field('expires_at')) - now)) }
