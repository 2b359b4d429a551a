-- Ends the probe, if the caller still holds it. If Telegram responded to the probe, and not with 429, the pause of the bot
-- ends too. Otherwise another call becomes the probe.
-- KEYS  1 pause of the bot  2 lease of the probe  3 holder of the probe
-- ARGV  1 caller  2 'no_flood' | 'unknown'
-- Replies  'ok' | 'not_holder'
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 'not_holder' end
redis.call('DEL', KEYS[2], KEYS[3])
if ARGV[2] == 'no_flood' then redis.call('DEL', KEYS[1]) end
return 'ok'
