package dev.tidemark.server.answer;

import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Instants as ISO 8601, to the letter what {@code Instant.toString} gives. */
final class IsoInstants {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
    private static final int LAST_YEAR = 9_999;

    /** Of any instant that microseconds count. */
    static final int LONGEST = 32;

    private IsoInstants() {}

    /**
     * Writes an instant where there is room for {@link #LONGEST}; returns where it ends.
     *
     * @param microseconds since the epoch, UTC
     */
    static int write(byte[] bytes, int from, long microseconds) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(microseconds, MICROS_PER_DAY));
        if (date.getYear() < 0 || date.getYear() > LAST_YEAR) {
            byte[] text = Microseconds.toInstant(microseconds).toString().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, bytes, from, text.length);
            return from + text.length;
        }
        long ofDay = Math.floorMod(microseconds, MICROS_PER_DAY);
        int second = (int) (ofDay / MICROS_PER_SECOND);
        int at = padded(bytes, from, date.getYear(), 4, '-');
        at = padded(bytes, at, date.getMonthValue(), 2, '-');
        at = padded(bytes, at, date.getDayOfMonth(), 2, 'T');
        at = padded(bytes, at, second / 3_600, 2, ':');
        at = padded(bytes, at, second / 60 % 60, 2, ':');
        int micros = (int) (ofDay % MICROS_PER_SECOND);
        at = padded(bytes, at, second % 60, 2, micros == 0 ? 'Z' : '.');
        if (micros != 0) {
            boolean whole = micros % 1_000 == 0;
            at = padded(bytes, at, whole ? micros / 1_000 : micros, whole ? 3 : 6, 'Z');
        }
        return at;
    }

    /** Returns where to go on, behind the letter that follows the number. */
    private static int padded(byte[] bytes, int from, int number, int width, char next) {
        int rest = number;
        for (int at = from + width - 1; at >= from; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        bytes[from + width] = (byte) next;
        return from + width + 1;
    }
}
