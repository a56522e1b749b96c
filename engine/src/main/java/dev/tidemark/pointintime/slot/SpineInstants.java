package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;
import java.io.Serializable;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;
import org.apache.spark.unsafe.memory.MemoryBlock;
import org.jspecify.annotations.Nullable;

/**
 * The distinct instants of each entity of a spine, small enough to be sent to all executors before the groups are read:
 * a row that cannot be the newest at any of them need not be shuffled. Immutable, and shared by the tasks of an
 * executor.
 */
public final class SpineInstants implements Slots, Serializable {
    private final int keys;
    /** The words of the {@link EntityPlaces}, in which an entity's number is its range of slots. */
    private final long[] words;

    private final long[] longKeys;
    private final long[] instants;
    private transient @Nullable EntityPlaces opened;

    /**
     * Takes over the arrays of {@link SpineInstantsBuilder}.
     *
     * @param keys the number of join keys of an entity
     * @param words those of the places
     * @param longKeys keys of more than one word, each after its number of words
     */
    SpineInstants(int keys, long[] words, long[] longKeys, long[] instants) {
        this.keys = keys;
        this.words = words;
        this.longKeys = longKeys;
        this.instants = instants;
    }

    /** Not serialized, and made by the first reader: whoever comes at the same time makes an equal one. */
    private EntityPlaces places() {
        EntityPlaces places = opened;
        if (places == null) {
            places = new EntityPlaces(array(words));
            opened = places;
        }
        return places;
    }

    static LongArray array(long[] words) {
        return new LongArray(MemoryBlock.fromLongArray(words));
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
        return rangeOf(places().find(entity, this::isKey));
    }

    @Override
    public long find(long key, int hash) {
        return rangeOf(places().find(key, hash));
    }

    private static long rangeOf(long number) {
        return number == 0 ? NO_RANGE : number;
    }

    private boolean isKey(int at, EntityBytes entity) {
        return isKey(longKeys, at, entity);
    }

    /** Compares the key at a position with an entity's. */
    static boolean isKey(long[] longKeys, int at, EntityBytes entity) {
        return entity.isAt(longKeys, Platform.LONG_ARRAY_OFFSET + 8L * (at + 1), (int) longKeys[at] * 8);
    }

    @Override
    public long touch(int hash) {
        return places().touch(hash);
    }

    @Override
    public long instantOfSlot(int slot) {
        return instants[slot];
    }

    @Override
    public int slotCapacity() {
        return instants.length;
    }
}
