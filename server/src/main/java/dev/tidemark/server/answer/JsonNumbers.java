package dev.tidemark.server.answer;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;

/**
 * Numbers as JSON text, to the letter what {@code Long.toString} and {@code Double.toString} give. Written where there
 * is room for {@link #LONGEST}; each returns where it ends.
 */
final class JsonNumbers {
    static final int LONGEST = DecimalText.LONGEST;

    /** Decimals of up to six places are found by one multiplication and one division. */
    private static final double PLACES = 1e6;

    /** What makes six places the eight that are written at once. */
    private static final int TWO_MORE_PLACES = 100;

    /** More than a product below 10^13 is wrong by. */
    private static final double ROUNDING = 1e-2;

    private static final double LEAST = 1e-3;
    private static final double MOST = 1e7;

    private JsonNumbers() {}

    /** Writes a stored value; returns 0 where it is no number of JSON, and nothing is written then. */
    static int stored(byte[] bytes, int from, FeatureType type, byte[] stored, int place) {
        if (type == ScalarType.FLOAT64) {
            return decimal(bytes, from, PackedBytes.decimal(stored, place));
        }
        return type == ScalarType.INT64 || type == ScalarType.INT32
                ? whole(bytes, from, PackedBytes.integer(stored, place))
                : 0;
    }

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
        return Digits.write(bytes, at, magnitude);
    }

    /**
     * Writes a number in its shortest exact form; returns 0 where it is not finite, and nothing is written then.
     *
     * <p>A number that is the nearest to some decimal of at most 15 digits has no other one of that length: it is the
     * shortest. Below 10^7 with six places there are at most 13, the division of two exact numbers rounds as reading
     * the decimal would. Most others are told by what is left behind six places, before they are divided.
     */
    static int decimal(byte[] bytes, int from, double value) {
        double magnitude = Math.abs(value);
        if (magnitude >= LEAST && magnitude < MOST) {
            double millionths = magnitude * PLACES;
            long scaled = (long) (millionths + 0.5);
            if (Math.abs(millionths - scaled) < ROUNDING && scaled / PLACES == magnitude) {
                int at = from;
                if (value < 0) {
                    bytes[at++] = '-';
                }
                return places(bytes, at, scaled);
            }
        } else if (!Double.isFinite(value)) {
            return 0;
        }
        return ShortestDecimal.write(bytes, from, value);
    }

    /** @param scaled in millionths */
    private static int places(byte[] bytes, int from, long scaled) {
        int whole = (int) (scaled / 1_000_000);
        int fraction = (int) (scaled - whole * 1_000_000L);
        int point = Digits.write(bytes, from, whole);
        long places = Digits.eight(fraction * TWO_MORE_PLACES);
        bytes[point] = '.';
        Digits.put(bytes, point + 1, Digits.letters(places));
        return point + 1 + Math.max(Digits.significant(places), 1);
    }
}
