-- Approves the sign-in of a page, or closes it after a wrong number: see includes/approve.
-- KEYS  1 challenge
-- ARGV  1 partition's prefix  2 id  3… see includes/approve
-- Reply outcome: 'approved' | 'already': it was approved before | 'wrong' with locks ('1': this wrong number locked the phone) |
--       'gone': the challenge has ended, is not the account's, or its numbers were not offered to the account
-- include includes/clock
-- include includes/moments
-- include includes/moment-window
-- include includes/phone-windows
-- include includes/notification
-- include includes/wrong-codes
-- include includes/challenge
-- include includes/approval
-- include includes/approve
local outcome, locks = approve(ARGV[1], ARGV[2], 3, now_ms())
return { 'outcome', outcome, 'locks', locks }
