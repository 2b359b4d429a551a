-- Ends the probe, if the caller still holds it. Where Telegram answered the probe with anything but 429, the pause of the bot
-- ends too. Otherwise another call probes.
-- KEYS  1 pause of the bot  2 lease of the probe  3 holder of the probe
-- ARGV  1 caller  2 'answered' | 'unknown'
-- Replies  'ok' | 'not_holder'
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 'not_holder' end
redis.call('DEL', KEYS[2], KEYS[3])
if ARGV[2] == 'answered' then redis.call('DEL', KEYS[1]) end
return 'ok'
