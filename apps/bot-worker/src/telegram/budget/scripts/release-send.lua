-- Gives back what an unused slot took from the rates of its chat. Slots of the bot's schedule are not given back: they are over.
-- KEYS  rates of the chat
-- ARGV  1 now  2… gap of each rate, ms
-- Replies  'ok'
-- include budget-state
for rate = 1, #KEYS do
  local at = instant(KEYS[rate]) - tonumber(ARGV[rate + 1])
  if at > now then put(KEYS[rate], at) else redis.call('DEL', KEYS[rate]) end
end
return 'ok'
