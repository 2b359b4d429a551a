-- Each key of the budget holds one instant in ms: the next slot of a rate, or the end of a pause or of a lease. ARGV[1] of every
-- script is the present; '' means the clock of Redis. A key expires a minute after its instant, so that a clock which a test
-- advances by hand finds it.
local function read_clock()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000.0 + math.floor(tonumber(t[2]) / 1000)
end
local now = ARGV[1] == '' and read_clock() or tonumber(ARGV[1])
local function whole(n) return string.format('%.0f', n) end
local function instant(key) return tonumber(redis.call('GET', key) or '0') end
local function put(key, at) redis.call('SET', key, whole(at), 'PX', whole(at - now + 60000)) end
