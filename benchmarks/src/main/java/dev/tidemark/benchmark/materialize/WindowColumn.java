package dev.tidemark.benchmark.materialize;

import java.time.Duration;
import java.util.Locale;

/**
 * A feature of a load, as every engine declares it.
 *
 * @param function as in {@code COUNT}
 * @param column a count of events ignores it
 */
record WindowColumn(String name, Function function, String column, Duration length) {
    /** What the windows aggregate by. */
    enum Function {
        COUNT,
        SUM,
        AVG,
        STDDEV,
        MAX,
        DISTINCT
    }

    static WindowColumn of(Function function, String column, int hours) {
        return new WindowColumn(
                "%s_%s_%dh".formatted(function.name().toLowerCase(Locale.ROOT), column, hours),
                function,
                column,
                Duration.ofHours(hours));
    }

    /** The frame's length in microseconds: an event that is exactly as old as the window is outside. */
    long preceding() {
        return length.toNanos() / 1_000 - 1;
    }
}
