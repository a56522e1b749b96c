package dev.tidemark.server.connection;

import java.util.Arrays;

/** A body that grows as it comes, within the limit of a body and the memory for all of them. Used by one thread. */
final class BodyBuffer {
    /** Usual questions are smaller, and are never refused for lack of memory. */
    private static final int UNCOUNTED = 16 << 10;

    private static final int FIRST_CAPACITY = 4 << 10;

    private final int limit;
    private final BodyBudget budget;
    private byte[] bytes;
    private int length;
    private long taken;

    /** @param expected bytes of a body whose length is known, or 0 */
    BodyBuffer(int expected, int limit, BodyBudget budget) {
        this.limit = limit;
        this.budget = budget;
        this.bytes = new byte[Math.min(Math.max(expected, FIRST_CAPACITY), UNCOUNTED)];
    }

    void append(byte[] source, int from, int count) {
        if (count > limit - length) {
            throw Refusals.bodyTooLarge("more than " + limit, limit);
        }
        if (length + count > bytes.length) {
            grow(length + count);
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    private void grow(int needed) {
        int capacity = Math.max(needed, (int) Math.min(limit, bytes.length * 2L));
        long counted = Math.max(0, capacity - UNCOUNTED);
        if (!budget.take(counted - taken)) {
            throw Refusals.overloaded();
        }
        taken = counted;
        bytes = Arrays.copyOf(bytes, capacity);
    }

    byte[] content() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Gives the memory back; the content must not be used any more. */
    void release() {
        budget.giveBack(taken);
        taken = 0;
        bytes = new byte[0];
        length = 0;
    }
}
