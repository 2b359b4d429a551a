-- The field 'approval' of a challenge holds one text, to save memory: the two digits that the page shows, the three offered numbers
-- of two digits each, and the digest of the secret. A challenge without approval has no such field. Requires `challenge`.
local function approval_number(approval) return string.sub(approval, 1, 2) end
local function approval_offers(approval) return string.sub(approval, 3, 8) end
local function approval_secret(approval) return string.sub(approval, 9) end
