-- Reads what a page may know about its challenge. It writes nothing. Until the code is used, the page sees only what happens
-- through its own link, and the approval of its owner. It sees neither a code that was pushed to a linked phone nor a refusal
-- without an opened link.
-- KEYS  1 challenge
-- Reply status: 'gone': no challenge of a sign-in page | 'pending' | 'opened': the link was opened | 'sent' to the account that
--       opened the link | 'approved' by the owner | 'verified': the code was used | 'closed': the challenge has ended, or no attempts are left;
--       left_ms, until the challenge expires
-- include includes/clock
-- include includes/challenge
local key, now = KEYS[1], now_ms()
local challenge = read_challenge(key)
if challenge.channel ~= 'api' or challenge.purpose ~= 'sign_in' then return { 'status', 'gone', 'left_ms', '0' } end
local function field(name) return redis.call('HGET', key, name) end

local function status()
  if challenge.state == 'used' then return 'verified' end
  if not seems_live(challenge, now) or challenge.attempts_left <= 0 then return 'closed' end
  if field('approval_outcome') == 'approved' then return 'approved' end
  -- `opened_by` is set only by an account that holds the phone; `link_seen` by anybody.
  if field('opened_by') then return field('delivery') == 'sent' and 'sent' or 'opened' end
  return field('link_seen') and 'opened' or 'pending'
end
return { 'status', status(), 'left_ms', whole(math.max(0, challenge.expires_at - now)) }
