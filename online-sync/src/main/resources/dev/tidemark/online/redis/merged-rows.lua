-- Merges a value's rows with an offered one, without one that is gone. The scripts that end with this one have set stored, offered ('' for
-- none), expiry, holds_until and gone (nil for none). A value is the row that holds, with the rows ahead of it in its entry 'later'.
local LATER = '\165later\198'

local function is_row(value)
    return #value >= 46 and string.byte(value, 1) >= 131 and string.byte(value, 1) <= 133
        and string.sub(value, 2, 18) == '\175event_timestamp\211'
        and string.sub(value, 27, 38) == '\170written_at\211'
end

-- The values of all rows, the oldest first; nil where the bytes are not such a value.
local function rows_of(value)
    if not is_row(value) then
        return nil
    end
    if string.sub(value, 47, 53) ~= LATER then
        return { value }
    end
    if #value < 57 then
        return nil
    end
    local at, stop = 58, 58 + struct.unpack('>I4', value, 54)
    if stop > #value + 1 then
        return nil
    end
    local rows = { string.char(string.byte(value, 1) - 1) .. string.sub(value, 2, 46) .. string.sub(value, stop) }
    while at < stop do
        local behind = at + 4 <= stop and at + 4 + struct.unpack('>I4', value, at) or stop + 1
        local row = string.sub(value, at + 4, behind - 1)
        if behind > stop or not is_row(row) then
            return nil
        end
        rows[#rows + 1] = row
        at = behind
    end
    return rows
end

local function value_of(rows, first)
    local value = rows[first]
    if first == #rows then
        return value
    end
    local ahead = {}
    for i = first + 1, #rows do
        ahead[#ahead + 1] = struct.pack('>I4', #rows[i]) .. rows[i]
    end
    local later = table.concat(ahead)
    return string.char(string.byte(value, 1) + 1) .. string.sub(value, 2, 46)
        .. LATER .. struct.pack('>I4', #later) .. later .. string.sub(value, 47)
end

-- Several rows are forgotten with the last of them: at the later one of the value's expiry and that of the offered row.
local function store(value, alone)
    local left = redis.call('PTTL', KEYS[1])
    redis.call('SET', KEYS[1], value)
    local at = expiry ~= '' and tonumber(expiry) or nil
    if left > 0 and not alone and (at or offered == '') then
        local time = redis.call('TIME')
        at = math.max(at or 0, time[1] * 1000 + math.floor(time[2] / 1000) + left)
    end
    if at then
        redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', at))
    end
end

local rows = rows_of(stored)
if not rows or (gone and #gone < 46) then
    -- What is stored is not ours: it is compared as a whole.
    if gone and string.sub(stored, 1, #gone) ~= gone then
        return 0
    end
    rows = {}
elseif gone then
    local at = 1
    while rows[at] and string.sub(rows[at], 2, 46) ~= string.sub(gone, 2, 46) do
        at = at + 1
    end
    if not rows[at] then
        return 0
    end
    table.remove(rows, at)
end

local taken = gone and 1 or 0
local place, again = 0, false
if offered ~= '' then
    place = 1
    while rows[place] and order(rows[place], 19, offered, 19) < 0 do
        place = place + 1
    end
    if rows[place] and order(rows[place], 19, offered, 19) == 0 then
        local o = order(offered, 39, rows[place], 39)
        again = rows[place] == offered
        if o < 0 then
            place = 0
        else
            rows[place] = offered
        end
    else
        table.insert(rows, place, offered)
    end
end

local first = 1
for i = 2, #rows do
    if order(rows[i], 19, holds_until, 1) <= 0 then
        first = i
    end
end
if taken == 0 and (place < first or (again and place < #rows)) then
    return 0
end
if #rows == 0 then
    redis.call('UNLINK', KEYS[1])
    return 1
end
-- The newest row again may have another time to live by now.
store(value_of(rows, first), first == #rows and place == first)
return (again and taken == 0) and 0 or 1
