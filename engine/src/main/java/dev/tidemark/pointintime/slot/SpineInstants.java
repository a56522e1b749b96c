package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;
import java.io.Serializable;
import org.apache.spark.unsafe.Platform;

/**
 * The distinct instants of each entity of a spine, small enough to be sent to all executors before the groups are read:
 * a row that cannot be the newest at any of them need not be shuffled. Immutable, and shared by the tasks of an
 * executor.
 */
public final class SpineInstants implements Slots, Serializable {
    /**
     * The words of a place in the table: the name of the entity, and its range of slots. No range is 0, because an
     * entity has at least one slot.
     */
    static final int WORDS = 2;

    private final int keys;
    private final long[] places;
    private final long[] longKeys;
    private final long[] instants;

    /**
     * Takes over the arrays of {@link SpineInstantsBuilder}.
     *
     * @param keys the number of join keys of an entity
     * @param places a power of two of them, with open addressing and linear probing
     * @param longKeys keys of more than one word, each after its number of words
     */
    SpineInstants(int keys, long[] places, long[] longKeys, long[] instants) {
        this.keys = keys;
        this.places = places;
        this.longKeys = longKeys;
        this.instants = instants;
    }

    /** The number of join keys of an entity. */
    public int keys() {
        return keys;
    }

    /** Returns whether an entity has an instant, in microseconds. */
    boolean has(EntityBytes entity, long instant) {
        long range = find(entity);
        if (range == NO_RANGE) {
            return false;
        }
        int slot = firstSlotFrom(range, instant);
        return slot != NO_SLOT && instants[slot] == instant;
    }

    @Override
    public long find(EntityBytes entity) {
        return rangeAt(placeOf(entity, places, longKeys));
    }

    @Override
    public long find(long key, int hash) {
        return rangeAt(placeOf(key, hash, places));
    }

    private long rangeAt(int place) {
        long range = places[place + 1];
        return range == 0 ? NO_RANGE : range;
    }

    @Override
    public long touch(int hash) {
        return places[(hash & (places.length / WORDS - 1)) * WORDS];
    }

    @Override
    public long instantOfSlot(int slot) {
        return instants[slot];
    }

    @Override
    public int slotCapacity() {
        return instants.length;
    }

    /** The place of an entity, or the empty place where it would be. */
    static int placeOf(EntityBytes entity, long[] places, long[] longKeys) {
        int hash = entity.hash();
        if (entity.isWord()) {
            return placeOf(entity.word(), hash, places);
        }
        int last = places.length / WORDS - 1;
        for (int number = hash & last; ; number = (number + 1) & last) {
            int place = number * WORDS;
            if (places[place + 1] == 0 || isAt(entity, hash, places[place], longKeys)) {
                return place;
            }
        }
    }

    /** Finds a key of one word, which is in the table itself. */
    private static int placeOf(long key, int hash, long[] places) {
        int last = places.length / WORDS - 1;
        for (int number = hash & last; ; number = (number + 1) & last) {
            int place = number * WORDS;
            if (places[place] == key || places[place + 1] == 0) {
                return place;
            }
        }
    }

    /** Returns whether a place holds this key of more than one word: compares the hash, then the words. */
    private static boolean isAt(EntityBytes entity, int hash, long name, long[] longKeys) {
        int at = (int) name;
        return (int) (name >>> 32) == hash
                && entity.isAt(longKeys, Platform.LONG_ARRAY_OFFSET + 8L * (at + 1), (int) longKeys[at] * 8);
    }
}
