-- One row of a list in a reply: names and values, tabs between them, and a line's end. A reply is a flat table, for the
-- in-memory Redis returns no table inside another.
local function row(...)
  return table.concat({ ... }, '\t') .. '\n'
end
