package dev.tidemark.online.transcode;

/** Lays digits out as {@code Double.toString} does: {@code 0.001} to {@code 9999999.9} plainly, else with an exponent. */
final class DecimalText {
    private static final int LARGEST_PLAIN = 7;
    private static final int SMALLEST_PLAIN = -2;

    /** Digits, sign and exponent of any number, and a point. */
    static final int LONGEST = 26;

    private DecimalText() {}

    /**
     * Writes a number without its sign where there is room; returns where it ends.
     *
     * @param digits of which trailing zeros do not count
     * @param exponent of ten
     */
    static int write(byte[] bytes, int from, long digits, int exponent) {
        if (digits == 0) {
            bytes[from] = '0';
            bytes[from + 1] = '.';
            bytes[from + 2] = '0';
            return from + 3;
        }
        long significant = digits;
        int scale = exponent;
        while (significant % 10 == 0) {
            if (significant % 10_000 == 0) {
                significant /= 10_000;
                scale += 4;
            } else {
                significant /= 10;
                scale++;
            }
        }
        int count = Digits.count(significant);
        int point = count + scale;
        return point > LARGEST_PLAIN || point < SMALLEST_PLAIN
                ? scientific(bytes, from, significant, count, point - 1)
                : plain(bytes, from, significant, count, point);
    }

    /** @param point how many digits stand before it */
    private static int plain(byte[] bytes, int from, long digits, int count, int point) {
        if (point <= 0) {
            int first = from + 2 - point;
            bytes[from] = '0';
            bytes[from + 1] = '.';
            for (int zero = from + 2; zero < first; zero++) {
                bytes[zero] = '0';
            }
            Digits.write(bytes, first + count, digits, count);
            return first + count;
        }
        if (point >= count) {
            Digits.write(bytes, from + count, digits, count);
            int at = from + count;
            while (at < from + point) {
                bytes[at++] = '0';
            }
            bytes[at] = '.';
            bytes[at + 1] = '0';
            return at + 2;
        }
        Digits.write(bytes, from + 1 + count, digits, count);
        for (int at = from; at < from + point; at++) {
            bytes[at] = bytes[at + 1];
        }
        bytes[from + point] = '.';
        return from + 1 + count;
    }

    private static int scientific(byte[] bytes, int from, long digits, int count, int exponent) {
        Digits.write(bytes, from + 1 + count, digits, count);
        bytes[from] = bytes[from + 1];
        bytes[from + 1] = '.';
        int at = from + 1 + count;
        if (count == 1) {
            bytes[at++] = '0';
        }
        bytes[at++] = 'E';
        if (exponent < 0) {
            bytes[at++] = '-';
        }
        int magnitude = Math.abs(exponent);
        int length = Digits.count(magnitude);
        at += length;
        Digits.write(bytes, at, magnitude, length);
        return at;
    }
}
