package dev.tidemark.pointintime.slot;

import java.util.Arrays;

/**
 * The spine rows of one entity while they are sorted by time. One instance is used for all entities; not thread-safe.
 */
final class RowsByInstant {
    /** Most entities have few rows, and nearly in order. */
    private static final int FEW = 24;

    private long[] instants = new long[FEW];
    private long[] addresses = new long[FEW];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(long instant, long address) {
        if (size == instants.length) {
            instants = Arrays.copyOf(instants, size * 2);
            addresses = Arrays.copyOf(addresses, size * 2);
        }
        instants[size] = instant;
        addresses[size] = address;
        size++;
    }

    /** The instant of a row, in microseconds. */
    long instant(int at) {
        return instants[at];
    }

    /** The address of a row. */
    long address(int at) {
        return addresses[at];
    }

    /** Sorts by instant. Rows of the same instant stay in their order. */
    void sort() {
        if (size <= FEW) {
            insertEach();
        } else {
            placeEach();
        }
    }

    private void insertEach() {
        for (int next = 1; next < size; next++) {
            long instant = instants[next];
            long address = addresses[next];
            int at = next;
            while (at > 0 && instants[at - 1] > instant) {
                instants[at] = instants[at - 1];
                addresses[at] = addresses[at - 1];
                at--;
            }
            instants[at] = instant;
            addresses[at] = address;
        }
    }

    /** Sorts the instants alone, then finds the position of each row by binary search. */
    private void placeEach() {
        long[] sorted = Arrays.copyOf(instants, size);
        Arrays.sort(sorted);
        long[] placed = new long[instants.length];
        int[] taken = new int[size];
        for (int row = 0; row < size; row++) {
            int first = firstOf(sorted, instants[row]);
            placed[first + taken[first]++] = addresses[row];
        }
        System.arraycopy(sorted, 0, instants, 0, size);
        addresses = placed;
    }

    private static int firstOf(long[] sorted, long instant) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < instant) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
