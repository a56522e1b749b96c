package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.memory.MemoryRefusedException;
import dev.tidemark.pointintime.memory.RowArena;
import dev.tidemark.pointintime.row.EntityBytes;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;

/**
 * The entities of a spine partition and their ranges of slots, found by the bytes of the keys. Open addressing with
 * linear probing. A place holds all that a lookup needs and no more, because cache misses cost more than everything
 * else: a key of one word is in the place itself; for a longer key the place holds its hash and the entity's number, by
 * which the key is found.
 */
final class EntityTable {
    private static final int WORDS = 2;
    private static final int NAME = 0;
    /**
     * While entities are added, the entity's number, from 1; afterwards its range. Neither is 0, because an entity has
     * at least one slot.
     */
    private static final int RANGE = 1;

    private static final int SMALLEST = 512;

    private final RowArena arena;
    private LongArray places;
    private LongArray ranges;
    private LongArray longKeys;
    private int mask;
    private int size;

    EntityTable(RowArena arena) {
        this.arena = arena;
        this.places = emptyPlaces(SMALLEST);
        this.mask = SMALLEST - 1;
        this.ranges = arena.array(SMALLEST);
        this.longKeys = arena.array(1);
    }

    private LongArray emptyPlaces(int count) {
        LongArray array = arena.array((long) count * WORDS);
        array.zeroOut();
        return array;
    }

    int size() {
        return size;
    }

    /** The range of an entity after {@link #publishRanges}, or {@link Slots#NO_RANGE}. */
    long find(EntityBytes keys) {
        return rangeAt(placeOf(keys, keys.hash()));
    }

    /** The range of an entity whose key is one word. */
    long find(long key, int hash) {
        return rangeAt(placeOf(key, hash));
    }

    private long rangeAt(int place) {
        long range = places.get(place + RANGE);
        return range == 0 ? Slots.NO_RANGE : range;
    }

    /** Reads the first place of a hash. */
    long touch(int hash) {
        return places.get((hash & mask) * WORDS);
    }

    /** The number of an entity, from 0 in the order of arrival. */
    int findOrAdd(EntityBytes keys) {
        int hash = keys.hash();
        int place = placeOf(keys, hash);
        long found = places.get(place + RANGE);
        if (found != 0) {
            return (int) found - 1;
        }
        if (size == ranges.size()) {
            ranges = arena.grown(ranges);
        }
        if (size * 2 >= mask) {
            growPlaces(keys.isWord());
            place = placeOf(keys, hash);
        }
        long name = keys.isWord() ? keys.word() : nameOfNext(keys, hash);
        ranges.set(size, 0);
        size++;
        places.set(place + NAME, name);
        places.set(place + RANGE, size);
        return size - 1;
    }

    private long nameOfNext(EntityBytes keys, int hash) {
        if (size == longKeys.size()) {
            longKeys = arena.grown(longKeys);
        }
        longKeys.set(size, arena.append(keys.bytes(), Platform.BYTE_ARRAY_OFFSET, keys.length()));
        return ((long) hash << 32) | size;
    }

    /** The place of an entity, or the empty place where it would be. */
    private int placeOf(EntityBytes keys, int hash) {
        if (keys.isWord()) {
            return placeOf(keys.word(), hash);
        }
        for (int number = hash & mask; ; number = (number + 1) & mask) {
            int place = number * WORDS;
            if (places.get(place + RANGE) == 0 || isNamed(places.get(place + NAME), keys, hash)) {
                return place;
            }
        }
    }

    private int placeOf(long key, int hash) {
        for (int number = hash & mask; ; number = (number + 1) & mask) {
            int place = number * WORDS;
            if (places.get(place + NAME) == key || places.get(place + RANGE) == 0) {
                return place;
            }
        }
    }

    private boolean isNamed(long name, EntityBytes keys, int hash) {
        if ((int) (name >>> 32) != hash) {
            return false;
        }
        long key = longKeys.get((int) name);
        Object base = arena.base(key);
        long offset = arena.offset(key);
        return keys.isAt(base, offset + RowArena.HEADER, Platform.getInt(base, offset));
    }

    private void growPlaces(boolean areWords) {
        if (places.size() * 2 > Integer.MAX_VALUE) {
            throw new MemoryRefusedException(null);
        }
        LongArray old = places;
        int oldCount = mask + 1;
        places = emptyPlaces(oldCount * 2);
        mask = oldCount * 2 - 1;
        for (int at = 0; at < oldCount * WORDS; at += WORDS) {
            if (old.get(at + RANGE) != 0) {
                long name = old.get(at + NAME);
                int place = emptyPlaceFor(areWords ? EntityBytes.hash(name) : (int) (name >>> 32));
                places.set(place + NAME, name);
                places.set(place + RANGE, old.get(at + RANGE));
            }
        }
        arena.drop(old);
    }

    private int emptyPlaceFor(int hash) {
        int number = hash & mask;
        while (places.get(number * WORDS + RANGE) != 0) {
            number = (number + 1) & mask;
        }
        return number * WORDS;
    }

    /** Counts one more row of an entity. */
    void count(int entity) {
        ranges.set(entity, ranges.get(entity) + 1);
    }

    /** Gives each entity as many slots as it has rows; returns the number of all slots. */
    int startSlots() {
        long start = 0;
        for (int entity = 0; entity < size; entity++) {
            long count = ranges.get(entity);
            ranges.set(entity, Slots.range((int) start, 0));
            start += count;
        }
        return (int) start;
    }

    /** The next free slot of an entity. */
    int takeSlot(int entity) {
        long range = ranges.get(entity);
        ranges.set(entity, range + 1);
        return Slots.end(range);
    }

    /** Keeps only the first slots of an entity. */
    void keepSlots(int entity, int count) {
        ranges.set(entity, Slots.range(Slots.start(ranges.get(entity)), count));
    }

    /** Makes the ranges visible to {@link #find}; no entity is added afterwards. */
    void publishRanges() {
        for (int place = 0; place < places.size(); place += WORDS) {
            long number = places.get(place + RANGE);
            if (number != 0) {
                places.set(place + RANGE, ranges.get((int) number - 1));
            }
        }
    }

    long range(int entity) {
        return ranges.get(entity);
    }
}
