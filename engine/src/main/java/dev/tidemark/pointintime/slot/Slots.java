package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;

/**
 * The instants of a spine as slots for candidates: each distinct instant of an entity is a slot, and the slots of an
 * entity are neighbours in the order of time. Read only, so that tasks may share one.
 */
interface Slots {
    int NO_SLOT = -1;
    /** The range of an entity that the spine does not have: no other begins before the first slot. */
    long NO_RANGE = -1;

    /** The range of an entity, by its keys, or {@link #NO_RANGE}. */
    long find(EntityBytes entity);

    /** The range of an entity whose key is one word, by the word and its hash, or {@link #NO_RANGE}. */
    long find(long key, int hash);

    /** Reads the first place of a hash, so that it is in the cache when it is needed; the value has no meaning. */
    long touch(int hash);

    /** The instant of a slot, in microseconds. */
    long instantOfSlot(int slot);

    /** The number of places that a group needs for its candidates. */
    int slotCapacity();

    /** The first slot in a range that is not before an instant, or {@link #NO_SLOT}. */
    default int firstSlotFrom(long range, long instant) {
        int low = start(range);
        int end = end(range);
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (instantOfSlot(middle) < instant) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == end ? NO_SLOT : low;
    }

    static long range(int start, int count) {
        return ((long) start << 32) | count;
    }

    /** The first slot of a range. */
    static int start(long range) {
        return (int) (range >>> 32);
    }

    /** The slot after the last one of a range. */
    static int end(long range) {
        return (int) (range >>> 32) + (int) range;
    }
}
