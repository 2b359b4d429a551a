-- Reads for an operator which entries of one partition's outbox wait: their time to be sent has come, also if a failed send or a
-- claim has postponed them. It writes nothing, and replies no id, nonce or digest.
-- KEYS  1 outbox
-- ARGV  1 partition's prefix  2 the most entries to read, those that are due next first
-- Reply entries: a row for each entry that waits: kind ('code' | 'edit' | 'notification'), subject (purpose of a code), due_at,
--       due_since (when it was first due), is_claimed ('1'), failed_sends, last_problem, held_until, phone, chat; unknown values are ''
-- include includes/clock
-- include includes/row
local now = now_ms()
local prefix = ARGV[1]

local function entry_row(member)
  local kind = string.match(member, '^(%a+):')
  local is_code = kind == 'code'
  local record = is_code and prefix .. 'challenge:' .. string.sub(member, 6) or prefix .. 'job:' .. member
  local function field(name) return redis.call('HGET', record, name) or '' end
  local due_at = whole(tonumber(redis.call('ZSCORE', KEYS[1], member)))
  local due_since = tonumber(redis.call('HGET', record, 'due_since') or due_at)
  if due_since > now then return '' end
  local is_claimed
  if is_code then
    is_claimed = field('delivery') == 'claimed' and tonumber(due_at) > now
  else
    is_claimed = tonumber(redis.call('HGET', record, 'leased_until') or '0') > now
  end
  return row('kind', kind, 'subject', field(is_code and 'purpose' or 'subject'), 'due_at', due_at,
    'due_since', whole(due_since), 'is_claimed', is_claimed and '1' or '',
    'failed_sends', redis.call('HGET', record, 'failed_sends') or '0', 'last_problem', field('last_problem'),
    'held_until', field('held_until'), 'phone', field('phone'), 'chat', field('chat'))
end

local rows = ''
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[2]) - 1)) do rows = rows .. entry_row(member) end
return { 'entries', rows }
