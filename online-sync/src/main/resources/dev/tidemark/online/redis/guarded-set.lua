-- Stores a value unless the stored one is newer. KEYS[1] key, ARGV[1] value, ARGV[2] expiry in milliseconds since the epoch or ''.
-- Returns 1 where the value was stored. Both values begin with the two timestamps at fixed places (docs/reference/formats.md); they are
-- compared byte by byte, because Lua's numbers would round them and its strings compare by locale.
local offered = ARGV[1]
local stored = redis.pcall('GET', KEYS[1])
if type(stored) == 'table' then
    -- A key of another type holds nothing that could be newer.
    if not string.find(stored.err, 'WRONGTYPE', 1, true) then
        return stored
    end
    stored = false
end

local function order(from)
    local a = { string.byte(offered, from, from + 7) }
    local b = { string.byte(stored, from, from + 7) }
    -- The sign bit flipped, two's complement sorts like unsigned.
    a[1] = (a[1] + 128) % 256
    b[1] = (b[1] + 128) % 256
    for i = 1, 8 do
        if a[i] ~= b[i] then
            return a[i] - b[i]
        end
    end
    return 0
end

local comparable = stored and #stored >= 46
    and string.sub(stored, 1, 18) == string.sub(offered, 1, 18)
    and string.sub(stored, 27, 38) == string.sub(offered, 27, 38)
if comparable then
    local o = order(19)
    if o == 0 then
        o = order(39)
    end
    if o < 0 then
        return 0
    end
    if o == 0 and stored == offered then
        -- The same value again may have another time to live by now.
        if ARGV[2] ~= '' then
            redis.call('PEXPIREAT', KEYS[1], ARGV[2])
        else
            redis.call('PERSIST', KEYS[1])
        end
        return 0
    end
end
redis.call('SET', KEYS[1], offered)
if ARGV[2] ~= '' then
    redis.call('PEXPIREAT', KEYS[1], ARGV[2])
end
return 1
