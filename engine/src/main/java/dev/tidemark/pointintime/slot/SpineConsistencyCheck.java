package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.SpineLayout;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/**
 * Detects a spine that gives other rows when it is read again. Rows of the groups were dropped for the instants of the
 * first reading; for other instants the answer could be wrong without a sign.
 */
final class SpineConsistencyCheck {
    private final SpineLayout spine;
    private final SpineReading reading;
    private final @Nullable SpineInstants instants;
    private final EntityBytes keys;

    SpineConsistencyCheck(SpineLayout spine, SpineReading reading) {
        this.spine = spine;
        this.reading = reading;
        this.instants = reading.instants() == null ? null : reading.instants().value();
        int known = instants == null ? 0 : instants.keys();
        this.keys = new EntityBytes(spine.keys().subList(0, known), spine.columns());
    }

    /**
     * Checks a row.
     *
     * @return the row
     * @throws IllegalStateException if the first reading did not have the row's instant
     */
    UnsafeRow checked(UnsafeRow row) {
        if (row.isNullAt(spine.timestamp())) {
            return row;
        }
        long instant = row.getLong(spine.timestamp());
        if (instant < reading.first() || instant > reading.last()) {
            throw other("instant %d is not within %d and %d (microseconds)"
                    .formatted(instant, reading.first(), reading.last()));
        }
        if (instants != null && keys.read(row) && !instants.has(keys, instant)) {
            throw other("instant %d (microseconds) is new to its entity".formatted(instant));
        }
        return row;
    }

    private static IllegalStateException other(String what) {
        return new IllegalStateException(
                "The spine gave other rows when it was read again: %s; write it to a table first".formatted(what));
    }
}
