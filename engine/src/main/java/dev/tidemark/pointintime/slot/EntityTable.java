package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.memory.MemoryRefusedException;
import dev.tidemark.pointintime.memory.RowArena;
import dev.tidemark.pointintime.row.EntityBytes;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;

/** The entities of a spine partition and their ranges of slots, found by the bytes of the keys. */
final class EntityTable {
    private static final int SMALLEST = 512;

    private final RowArena arena;
    private final EntityPlaces.LongKeys keysByAddress = this::isKey;
    /**
     * While entities are added, a place has the entity's number, from 1; afterwards its range. Neither is 0, because an
     * entity has at least one slot.
     */
    private EntityPlaces places;

    private LongArray ranges;
    private LongArray longKeys;
    private int size;

    EntityTable(RowArena arena) {
        this.arena = arena;
        this.places = new EntityPlaces(zeros((long) SMALLEST * EntityPlaces.WORDS));
        this.ranges = arena.array(SMALLEST);
        this.longKeys = arena.array(1);
    }

    private LongArray zeros(long words) {
        LongArray array = arena.array(words);
        array.zeroOut();
        return array;
    }

    int size() {
        return size;
    }

    /** The range of an entity after {@link #publishRanges}, or {@link Slots#NO_RANGE}. */
    long find(EntityBytes keys) {
        long range = places.find(keys, keysByAddress);
        return range == 0 ? Slots.NO_RANGE : range;
    }

    /** The range of an entity whose key is one word. */
    long find(long key, int hash) {
        long range = places.find(key, hash);
        return range == 0 ? Slots.NO_RANGE : range;
    }

    /** Reads the first place of a hash. */
    long touch(int hash) {
        return places.touch(hash);
    }

    /** The number of an entity, from 0 in the order of arrival. */
    int findOrAdd(EntityBytes keys) {
        int place = places.placeOf(keys, keysByAddress);
        long found = places.numberAt(place);
        if (found != 0) {
            return (int) found - 1;
        }
        if (size == ranges.size()) {
            ranges = arena.grown(ranges);
        }
        if (places.isHalfFull(size)) {
            growPlaces(keys.isWord());
            place = places.placeOf(keys, keysByAddress);
        }
        long name = keys.isWord() ? keys.word() : nameOfNext(keys);
        ranges.set(size, 0);
        size++;
        places.fill(place, name, size);
        return size - 1;
    }

    private long nameOfNext(EntityBytes keys) {
        if (size == longKeys.size()) {
            longKeys = arena.grown(longKeys);
        }
        longKeys.set(size, arena.append(keys.bytes(), Platform.BYTE_ARRAY_OFFSET, keys.length()));
        return EntityPlaces.name(keys, size);
    }

    private boolean isKey(int entity, EntityBytes keys) {
        long key = longKeys.get(entity);
        Object base = arena.base(key);
        long offset = arena.offset(key);
        return keys.isAt(base, offset + RowArena.HEADER, Platform.getInt(base, offset));
    }

    private void growPlaces(boolean areWords) {
        LongArray old = places.words();
        if (old.size() * 2 > Integer.MAX_VALUE) {
            throw new MemoryRefusedException(null);
        }
        places = places.movedTo(zeros(old.size() * 2), areWords);
        arena.drop(old);
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
        places.numberByRange(ranges);
    }

    long range(int entity) {
        return ranges.get(entity);
    }
}
