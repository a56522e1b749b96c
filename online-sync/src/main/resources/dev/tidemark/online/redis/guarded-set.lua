-- Offers a row to a value (docs/reference/formats.md). KEYS[1] key, ARGV[1] the row's value, ARGV[2] its expiry in milliseconds since the
-- epoch or '', ARGV[3] the event time up to which rows hold now, as eight bytes, ARGV[4] '1' if the offered row lies ahead of it.
-- Returns 1 where the row is stored. Begins with order.lua; what it does not decide is decided by merged-rows.lua.
local offered, expiry, holds_until, gone = ARGV[1], ARGV[2], ARGV[3], nil
local stored = redis.pcall('GET', KEYS[1])
if type(stored) == 'table' then
    -- A key of another type holds nothing that could be newer.
    if not string.find(stored.err, 'WRONGTYPE', 1, true) then
        return stored
    end
    stored = false
end

local replaces = not stored or #stored < 46
    or string.sub(stored, 2, 18) ~= string.sub(offered, 2, 18)
    or string.sub(stored, 27, 38) ~= string.sub(offered, 27, 38)
if not replaces and ARGV[4] ~= '1' and string.sub(stored, 47, 52) ~= '\165later' then
    -- One row on each side, and the offered one holds: the usual case.
    local event = order(offered, 19, stored, 19)
    local o = event ~= 0 and event or order(offered, 39, stored, 39)
    if o == 0 and stored == offered then
        -- The same value again may have another time to live by now.
        if expiry ~= '' then
            redis.call('PEXPIREAT', KEYS[1], expiry)
        else
            redis.call('PERSIST', KEYS[1])
        end
        return 0
    end
    replaces = o >= 0
    if not replaces and (event == 0 or order(stored, 19, holds_until, 1) <= 0) then
        return 0
    end
end
if replaces then
    redis.call('SET', KEYS[1], offered)
    if expiry ~= '' then
        redis.call('PEXPIREAT', KEYS[1], expiry)
    end
    return 1
end

