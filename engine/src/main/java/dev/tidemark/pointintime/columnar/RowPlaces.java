package dev.tidemark.pointintime.columnar;

/** The places of rows in arrays of words. Not thread-safe. */
final class RowPlaces {
    private final long[][] words;
    private final int[] starts;

    RowPlaces(int rows) {
        this.words = new long[rows][];
        this.starts = new int[rows];
    }

    /** Sets the array of a row, and the position of its first word in there. */
    void set(int row, long[] in, int start) {
        words[row] = in;
        starts[row] = start;
    }

    int start(int row) {
        return starts[row];
    }

    /** The array of each row. */
    long[][] words() {
        return words;
    }

    /** The position of each row's first word in its array. */
    int[] starts() {
        return starts;
    }
}
