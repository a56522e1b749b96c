package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;

/**
 * A spine's instants as places for candidates: each distinct instant of an entity is a slot, and the slots of an entity
 * are neighbours in the order of time. Read only, so that tasks may share one.
 */
interface Slots {
    int NO_SLOT = -1;
    /** No entity has such a range: it would begin before the first slot. */
    long NO_RANGE = -1;

    /** Finds an entity's slots by its keys, or {@link #NO_RANGE}. */
    long find(EntityBytes entity);

    /** The same for an entity whose key is one word of a hash. */
    long find(long key, int hash);

    /**
     * Reads where an entity of a hash would be looked for first, so that it is near when it is; the value means
     * nothing.
     */
    long touch(int hash);

    /** The instant of a slot, in microseconds. */
    long instantOfSlot(int slot);

    /** How many places a group needs for its candidates. */
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
