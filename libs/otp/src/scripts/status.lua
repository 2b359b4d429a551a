-- What the page of a challenge may be told. Writes nothing. Until the code is used that is no more than what happened
-- through the challenge's own link: a code that was pushed to a linked phone, and a refusal of its owner who did not open
-- the link, look like nothing at all.
-- KEYS  1 challenge
-- Replies  {'gone'} | {'pending' | 'opened' | 'sent' | 'verified' | 'closed', ms left of the challenge}
-- include time
-- include challenge
local c = KEYS[1]
local function field(name) return redis.call('HGET', c, name) end
if field('of') ~= 'api' then return { 'gone' } end
local now = now_ms()
local left = whole(math.max(0, tonumber(field('expires')) - now))
if field('state') == 'used' then return { 'verified', left } end
if not seems_live(c, now) or is_exhausted(c) then return { 'closed', left } end
-- Only the account that holds the phone can have opened it; anybody may have seen it.
local is_opened = field('opened')
if is_opened and field('delivery') == 'sent' then return { 'sent', left } end
return { (is_opened or field('seen')) and 'opened' or 'pending', left }
