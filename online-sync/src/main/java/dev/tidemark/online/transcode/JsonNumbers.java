package dev.tidemark.online.transcode;

/** Numbers as JSON text, to the letter what {@code Long.toString} and {@code Double.toString} give. */
final class JsonNumbers {
    /** Decimals of up to six places are found by one multiplication and one division. */
    private static final double PLACES = 1e6;

    private static final int PLACES_COUNT = 6;

    private JsonNumbers() {}

    static void whole(ByteOutput out, long value) {
        if (value == Long.MIN_VALUE) {
            out.ascii("-9223372036854775808");
            return;
        }
        if (value < 0) {
            out.put('-');
        }
        digits(out, Math.abs(value));
    }

    private static void digits(ByteOutput out, long value) {
        int from = out.claim(count(value));
        int end = out.size();
        byte[] bytes = out.array();
        long left = value;
        while (end > from) {
            long rest = left / 10;
            bytes[--end] = (byte) ('0' + (int) (left - rest * 10));
            left = rest;
        }
    }

    private static int count(long value) {
        int count = 1;
        for (long bound = 10; count < 19 && value >= bound; bound *= 10) {
            count++;
        }
        return count;
    }

    /**
     * Writes a finite number in its shortest exact form.
     *
     * <p>A number that is the nearest to some decimal of at most 15 digits has no other one of that length: it is the shortest.
     * Below 10^7 with six places there are at most 13, the division of two exact numbers rounds as reading the decimal would.
     */
    static void decimal(ByteOutput out, double value) {
        double magnitude = Math.abs(value);
        if (magnitude >= 1e-3 && magnitude < 1e7) {
            long scaled = (long) (magnitude * PLACES + 0.5);
            if (scaled / PLACES == magnitude) {
                places(out, value < 0, scaled);
                return;
            }
        }
        out.ascii(Double.toString(value));
    }

    private static void places(ByteOutput out, boolean negative, long scaled) {
        if (negative) {
            out.put('-');
        }
        long whole = scaled / 1_000_000;
        int fraction = (int) (scaled - whole * 1_000_000);
        digits(out, whole);
        out.put('.');
        int places = PLACES_COUNT;
        while (places > 1 && fraction % 10 == 0) {
            fraction /= 10;
            places--;
        }
        int from = out.claim(places);
        byte[] bytes = out.array();
        for (int at = from + places - 1; at >= from; at--) {
            bytes[at] = (byte) ('0' + fraction % 10);
            fraction /= 10;
        }
    }
}
