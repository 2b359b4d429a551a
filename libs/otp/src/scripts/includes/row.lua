-- Formats one row of a list in a reply: names and values between tabs, then a newline. Lists are text because the in-memory Redis
-- misreads a reply whose table grew after its constructor (docs/decisions/0029-the-in-memory-redis-stays.md).
local function row(...)
  return table.concat({ ... }, '\t') .. '\n'
end
