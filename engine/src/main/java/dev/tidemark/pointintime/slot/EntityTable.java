package dev.tidemark.pointintime.slot;

import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;

/**
 * The entities of a spine partition and their ranges of slots, found by the keys' bytes. Open addressing with linear probing; a place has all that a lookup
 * needs side by side, because each further place in memory costs more than everything else: a key of one word lies in the table itself, a longer one behind
 * an address.
 */
final class EntityTable {
    private static final int WORDS = 4;
    private static final int HASH_AND_NUMBER = 0;
    private static final int KEY = 1;
    private static final int RANGE = 2;
    private static final int SMALLEST = 512;

    private final RowArena arena;
    private LongArray places;
    private LongArray ranges;
    private int mask;
    private int size;

    EntityTable(RowArena arena) {
        this.arena = arena;
        this.places = emptyPlaces(SMALLEST);
        this.mask = SMALLEST - 1;
        this.ranges = arena.array(SMALLEST);
    }

    private LongArray emptyPlaces(int count) {
        LongArray array = arena.array((long) count * WORDS);
        array.zeroOut();
        return array;
    }

    int size() {
        return size;
    }

    /** The range of an entity as {@link #publishRanges} made it known, or {@link Slots#NO_RANGE}. */
    long find(EntityBytes keys) {
        int place = placeOf(keys, keys.hash());
        return places.get(place) == 0 ? Slots.NO_RANGE : places.get(place + RANGE);
    }

    /** Reads the first place that is looked at for a hash. */
    long touch(int hash) {
        return places.get((hash & mask) * WORDS);
    }

    /** The number of an entity, from 0 on in the order of their coming. */
    int findOrAdd(EntityBytes keys) {
        int hash = keys.hash();
        int place = placeOf(keys, hash);
        long found = places.get(place);
        if (found != 0) {
            return (int) found - 1;
        }
        if (size == ranges.size()) {
            ranges = arena.grown(ranges);
        }
        if (size * 2 >= mask) {
            growPlaces();
            place = placeOf(keys, hash);
        }
        long key = keys.isWord() ? keys.word() : arena.append(keys.bytes(), Platform.BYTE_ARRAY_OFFSET, keys.length());
        ranges.set(size, 0);
        size++;
        places.set(place, ((long) hash << 32) | size);
        places.set(place + KEY, key);
        return size - 1;
    }

    /** Where an entity is, or the empty place where it would be. */
    private int placeOf(EntityBytes keys, int hash) {
        for (int number = hash & mask; ; number = (number + 1) & mask) {
            int place = number * WORDS;
            long word = places.get(place + HASH_AND_NUMBER);
            if (word == 0 || ((int) (word >>> 32) == hash && isAt(keys, places.get(place + KEY)))) {
                return place;
            }
        }
    }

    private boolean isAt(EntityBytes keys, long key) {
        if (keys.isWord()) {
            return keys.word() == key;
        }
        Object base = arena.base(key);
        long offset = arena.offset(key);
        return keys.isAt(base, offset + RowArena.HEADER, Platform.getInt(base, offset));
    }

    private void growPlaces() {
        if (places.size() * 2 > Integer.MAX_VALUE) {
            throw new MemoryRefusedException(null);
        }
        LongArray old = places;
        int oldCount = mask + 1;
        places = emptyPlaces(oldCount * 2);
        mask = oldCount * 2 - 1;
        for (int at = 0; at < oldCount; at++) {
            long word = old.get(at * WORDS);
            if (word != 0) {
                int number = (int) (word >>> 32) & mask;
                while (places.get(number * WORDS) != 0) {
                    number = (number + 1) & mask;
                }
                places.set(number * WORDS, word);
                places.set(number * WORDS + KEY, old.get(at * WORDS + KEY));
            }
        }
        arena.drop(old);
    }

    /** Counts one more row of an entity. */
    void count(int entity) {
        ranges.set(entity, ranges.get(entity) + 1);
    }

    /** Gives each entity room for as many slots as it has rows; returns how many there are in all. */
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

    /** Makes the ranges known to {@link #find}. */
    void publishRanges() {
        for (int place = 0; place < places.size(); place += WORDS) {
            long word = places.get(place);
            if (word != 0) {
                places.set(place + RANGE, ranges.get((int) word - 1));
            }
        }
    }

    long range(int entity) {
        return ranges.get(entity);
    }
}
