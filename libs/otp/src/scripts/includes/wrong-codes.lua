-- Counts the wrong codes that lock a phone. Requires `phone-windows` and `notification`.
local function lock_notification(receipt) return 'notification:phone_locked:' .. receipt end

-- Counts a wrong code. Returns whether it locked the phone. A phone may be locked again when old wrong codes leave the window,
-- but its owner is notified once a day.
local function count_wrong_code(prefix, phone, windows, limit, receipt, now)
  table.insert(windows.failures, now)
  local is_locking = #windows.failures >= limit
  if is_locking and not windows.notified_index then
    windows.notified_index = #windows.failures
    put_notification(prefix, lock_notification(receipt), 'phone_locked', phone, '', '', DAY, now)
  end
  write_windows(prefix .. 'w:' .. phone, windows)
  return is_locking
end

-- Takes back a counted wrong code that matched the code of the bot. If this code alone caused a lock, the notification of the
-- lock is removed too.
local function forget_wrong_code(prefix, phone, receipt, now)
  local key = prefix .. 'w:' .. phone
  local windows = read_windows(key, now)
  table.remove(windows.failures)
  if windows.notified_index and windows.notified_index > #windows.failures then
    local member = lock_notification(receipt)
    redis.call('ZREM', prefix .. 'outbox', member)
    local was_own = redis.call('DEL', prefix .. 'job:' .. member) == 1
    windows.notified_index = not was_own and #windows.failures
  end
  write_windows(key, windows)
end
