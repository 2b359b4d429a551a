-- Checks whether the bot or the chat is paused, for a caller that has waited for its slot.
-- KEYS  1 pause of the bot  2 pause of the chat
-- ARGV  1 now
-- Replies  'free' | 'paused'
-- include budget-state
return (instant(KEYS[1]) > now or instant(KEYS[2]) > now) and 'paused' or 'free'
