-- Takes a row that is gone out of a value, wherever it is, only while it is there. KEYS[1] key, ARGV[1] the bytes with which the row that
-- is gone begins, ARGV[2] the value of a row to offer in its place or '' for none, ARGV[3] its expiry in milliseconds since the epoch or
-- '', ARGV[4] the event time up to which rows hold now, as eight bytes. Returns 1 where the row was taken out. Begins with order.lua,
-- ends with merged-rows.lua.
local gone, offered, expiry, holds_until = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local stored = redis.pcall('GET', KEYS[1])
if type(stored) == 'table' then
    -- A key of another type begins with nothing.
    if not string.find(stored.err, 'WRONGTYPE', 1, true) then
        return stored
    end
    stored = ''
end
if not stored then
    return 0
end

