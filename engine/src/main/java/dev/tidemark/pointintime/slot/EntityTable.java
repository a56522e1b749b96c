package dev.tidemark.pointintime.slot;

import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;

/**
 * The entities of a spine partition, found by their keys' bytes: open addressing with linear probing, two words a place (hash and number, address), and
 * behind the address the entity's slots beside its keys, so that a lookup touches two places of memory.
 */
final class EntityTable {
    private static final int START = 0;
    private static final int COUNT = 8;
    private static final int KEYS = 16;
    private static final long EMPTY = 0;

    private final RowArena arena;
    private LongArray places;
    private LongArray addresses;
    private int mask;
    private int size;
    private byte[] scratch = new byte[128];

    EntityTable(RowArena arena) {
        this.arena = arena;
        this.places = emptyPlaces(1024);
        this.mask = 1023;
        this.addresses = arena.array(512);
    }

    private LongArray emptyPlaces(int count) {
        LongArray array = arena.array(count * 2L);
        array.zeroOut();
        return array;
    }

    int size() {
        return size;
    }

    int find(EntityBytes keys) {
        int hash = keys.hash();
        for (int place = hash & mask; ; place = (place + 1) & mask) {
            long word = places.get(place * 2);
            if (word == EMPTY) {
                return SpineIndex.NO_ENTITY;
            }
            if ((int) (word >>> 32) == hash && isAt(keys, places.get(place * 2 + 1))) {
                return (int) word - 1;
            }
        }
    }

    int findOrAdd(EntityBytes keys) {
        int found = find(keys);
        if (found != SpineIndex.NO_ENTITY) {
            return found;
        }
        if (size * 2 >= mask) {
            growPlaces();
        }
        if (size == addresses.size()) {
            addresses = arena.grown(addresses);
        }
        long address = append(keys);
        addresses.set(size, address);
        size++;
        place(keys.hash(), size, address);
        return size - 1;
    }

    private long append(EntityBytes keys) {
        int length = KEYS + keys.length();
        if (scratch.length < length) {
            scratch = new byte[length * 2];
        }
        Platform.putLong(scratch, Platform.BYTE_ARRAY_OFFSET + START, 0);
        Platform.putLong(scratch, Platform.BYTE_ARRAY_OFFSET + COUNT, 0);
        System.arraycopy(keys.bytes(), 0, scratch, KEYS, keys.length());
        return arena.append(scratch, Platform.BYTE_ARRAY_OFFSET, length);
    }

    private boolean isAt(EntityBytes keys, long address) {
        Object base = arena.base(address);
        long offset = arena.offset(address);
        return keys.isAt(base, offset + RowArena.HEADER + KEYS, Platform.getInt(base, offset) - KEYS);
    }

    private void place(int hash, int number, long address) {
        int place = hash & mask;
        while (places.get(place * 2) != EMPTY) {
            place = (place + 1) & mask;
        }
        places.set(place * 2, ((long) hash << 32) | number);
        places.set(place * 2 + 1, address);
    }

    private void growPlaces() {
        LongArray old = places;
        int oldCount = mask + 1;
        places = emptyPlaces(oldCount * 2);
        mask = oldCount * 2 - 1;
        for (int at = 0; at < oldCount; at++) {
            long word = old.get(at * 2);
            if (word != EMPTY) {
                place((int) (word >>> 32), (int) word, old.get(at * 2 + 1));
            }
        }
        arena.drop(old);
    }

    /** Counts one more row of an entity. */
    void count(int entity) {
        keepSlots(entity, slots(entity) + 1);
    }

    /** Gives each entity as many slots as it has rows; returns how many there are in all. */
    int startSlots() {
        int start = 0;
        for (int entity = 0; entity < size; entity++) {
            int count = slots(entity);
            put(entity, START, start);
            put(entity, COUNT, 0);
            start += count;
        }
        return start;
    }

    /** The next free slot of an entity. */
    int takeSlot(int entity) {
        int taken = slots(entity);
        keepSlots(entity, taken + 1);
        return start(entity) + taken;
    }

    void keepSlots(int entity, int count) {
        put(entity, COUNT, count);
    }

    int start(int entity) {
        return (int) word(entity, START);
    }

    int slots(int entity) {
        return (int) word(entity, COUNT);
    }

    private long word(int entity, int field) {
        long address = addresses.get(entity);
        return Platform.getLong(arena.base(address), arena.offset(address) + RowArena.HEADER + field);
    }

    private void put(int entity, int field, long value) {
        long address = addresses.get(entity);
        Platform.putLong(arena.base(address), arena.offset(address) + RowArena.HEADER + field, value);
    }
}
