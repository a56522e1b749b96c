package dev.tidemark.pointintime.columnar;

/** Where some rows are laid out, each with one word behind another. Not thread-safe. */
final class RowPlaces {
    private final long[][] words;
    private final int[] starts;

    RowPlaces(int rows) {
        this.words = new long[rows][];
        this.starts = new int[rows];
    }

    /** Tells where in an array the first word of a row is. */
    void set(int row, long[] in, int start) {
        words[row] = in;
        starts[row] = start;
    }

    int start(int row) {
        return starts[row];
    }

    /** What each row lies in. */
    long[][] words() {
        return words;
    }

    /** Where in that each row begins. */
    int[] starts() {
        return starts;
    }
}
