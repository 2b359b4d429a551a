-- The budget holds instants: `next` of a rate, the end of a pause or of a lease, each in a key of its own, in ms. Every script
-- takes the present as ARGV[1]; '' means the clock of Redis. A key outlives its instant by a minute, so that a clock that
-- a test advances by hand never loses one.
local function read_clock()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000.0 + math.floor(tonumber(t[2]) / 1000)
end
local now = ARGV[1] == '' and read_clock() or tonumber(ARGV[1])
local function whole(n) return string.format('%.0f', n) end
local function instant(key) return tonumber(redis.call('GET', key) or '0') end
local function put(key, at) redis.call('SET', key, whole(at), 'PX', whole(at - now + 60000)) end
