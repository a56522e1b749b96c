package dev.tidemark.online.transcode;

/**
 * Numbers as JSON text, to the letter what {@code Long.toString} and {@code Double.toString} give. Written where there is room for
 * {@link #LONGEST}; each returns where it ends.
 */
final class JsonNumbers {
    static final int LONGEST = DecimalText.LONGEST;

    /** Decimals of up to six places are found by one multiplication and one division. */
    private static final double PLACES = 1e6;

    private static final int PLACES_COUNT = 6;
    private static final double LEAST = 1e-3;
    private static final double MOST = 1e7;

    private JsonNumbers() {}

    static int whole(byte[] bytes, int from, long value) {
        int at = from;
        long magnitude = value;
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                // It alone is beyond the greatest number when it is turned around.
                return whole(bytes, whole(bytes, from, value / 10), -(value % 10));
            }
            bytes[at++] = '-';
            magnitude = -value;
        }
        int count = Digits.count(magnitude);
        Digits.write(bytes, at + count, magnitude, count);
        return at + count;
    }

    /**
     * Writes a finite number in its shortest exact form.
     *
     * <p>A number that is the nearest to some decimal of at most 15 digits has no other one of that length: it is the shortest.
     * Below 10^7 with six places there are at most 13, the division of two exact numbers rounds as reading the decimal would.
     */
    static int decimal(byte[] bytes, int from, double value) {
        double magnitude = Math.abs(value);
        if (magnitude >= LEAST && magnitude < MOST) {
            long scaled = (long) (magnitude * PLACES + 0.5);
            if (scaled / PLACES == magnitude) {
                int at = from;
                if (value < 0) {
                    bytes[at++] = '-';
                }
                return DecimalText.write(bytes, at, scaled, -PLACES_COUNT);
            }
        }
        return ShortestDecimal.write(bytes, from, value);
    }
}
