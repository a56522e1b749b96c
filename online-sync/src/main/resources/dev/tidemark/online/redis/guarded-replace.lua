-- Replaces or removes a value whose row is gone, only while it is still stored. KEYS[1] key, ARGV[1] the bytes with which the value
-- to go begins, ARGV[2] the value in its place or '' for none, ARGV[3] expiry in milliseconds since the epoch or ''.
-- Returns 1 where the value was replaced or removed.
local stored = redis.pcall('GET', KEYS[1])
if type(stored) == 'table' then
    -- A key of another type begins with nothing.
    if not string.find(stored.err, 'WRONGTYPE', 1, true) then
        return stored
    end
    stored = ''
end
if not stored or string.sub(stored, 1, #ARGV[1]) ~= ARGV[1] then
    return 0
end
if ARGV[2] == '' then
    redis.call('UNLINK', KEYS[1])
    return 1
end
redis.call('SET', KEYS[1], ARGV[2])
if ARGV[3] ~= '' then
    redis.call('PEXPIREAT', KEYS[1], ARGV[3])
end
return 1
