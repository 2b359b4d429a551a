-- One row of a list in a reply: names and values with tabs between, and a line's end. The in-memory Redis misreads a reply whose
-- table grew after its constructor, so a list is text (docs/decisions/0029-the-in-memory-redis-stays.md).
local function row(...)
  return table.concat({ ... }, '\t') .. '\n'
end
