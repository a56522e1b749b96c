package dev.tidemark.window.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Doubles in order, -0.0 before 0.0 and NaN last, in blocks, so that adding and removing move few of them. Not
 * thread-safe.
 */
final class SortedDoubles {
    private static final int BLOCK = 512;

    private static final class Block {
        private final double[] values = new double[BLOCK];
        private int size;

        private void insert(int place, double value) {
            System.arraycopy(values, place, values, place + 1, size - place);
            values[place] = value;
            size++;
        }

        private void delete(int place) {
            System.arraycopy(values, place + 1, values, place, size - place - 1);
            size--;
        }

        private Block upperHalf() {
            Block upper = new Block();
            upper.size = size - size / 2;
            System.arraycopy(values, size / 2, upper.values, 0, upper.size);
            size /= 2;
            return upper;
        }
    }

    private final List<Block> blocks = new ArrayList<>();
    private long size;

    void add(double value) {
        if (blocks.isEmpty()) {
            blocks.add(new Block());
        }
        int number = blockOf(value);
        Block block = blocks.get(number);
        int found = Arrays.binarySearch(block.values, 0, block.size, value);
        block.insert(found < 0 ? -found - 1 : found, value);
        if (block.size == BLOCK) {
            blocks.add(number + 1, block.upperHalf());
        }
        size++;
    }

    /** Removes one occurrence of a value that is there. */
    void remove(double value) {
        int number = blockOf(value);
        Block block = blocks.get(number);
        block.delete(Arrays.binarySearch(block.values, 0, block.size, value));
        if (block.size == 0) {
            blocks.remove(number);
        }
        size--;
    }

    /** Returns the last block that begins at or before a value; the first one if none does. */
    private int blockOf(double value) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Double.compare(blocks.get(middle).values[0], value) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns the value at a place in the order, counted from 0. */
    double at(long place) {
        long before = 0;
        for (Block block : blocks) {
            if (place < before + block.size) {
                return block.values[(int) (place - before)];
            }
            before += block.size;
        }
        throw new IndexOutOfBoundsException(place);
    }

    long size() {
        return size;
    }
}
