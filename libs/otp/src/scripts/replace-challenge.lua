-- Closes the challenge of a page that has requested a new one in another partition.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id
-- Reply 'ok': closed | 'gone': it had ended, or is no challenge of a sign-in page
-- include includes/clock
-- include includes/challenge
return replace(ARGV[1], ARGV[2], now_ms()) and 'ok' or 'gone'
