-- Compares eight bytes as a number with a sign: negative where the first is smaller. Byte by byte, because Lua's numbers would round
-- them and its strings compare by locale.
local function order(one, from, other, at)
    local a = { string.byte(one, from, from + 7) }
    local b = { string.byte(other, at, at + 7) }
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

