package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of event time whose feature rows follow from the sources as they were at one reading.
 *
 * @param tableId of the feature table that has the rows, null if it is not recorded
 * @param version of the definition that computed the rows, null if it is not recorded
 */
record ComputedRange(
        TimeRange range,
        ReadPoint read,
        @Nullable String tableId,
        @Nullable Integer version) {
    Instant start() {
        return range.start();
    }

    Instant end() {
        return range.end();
    }

    ComputedRange within(Instant start, Instant end) {
        return new ComputedRange(new TimeRange(start, end), read, tableId, version);
    }

    boolean touches(ComputedRange next) {
        return end().equals(next.start());
    }

    /** Returns true if both were read at one time and computed by one definition. */
    boolean isLike(ComputedRange other) {
        return read.equals(other.read) && Objects.equals(version, other.version);
    }

    ComputedRange by(@Nullable Integer otherVersion) {
        return new ComputedRange(range, read, tableId, otherVersion);
    }

    ComputedRange in(String otherTableId) {
        return new ComputedRange(range, read, otherTableId, version);
    }

    /** Merges two ranges with the earlier reading, so that later changes are looked for in both. */
    ComputedRange with(ComputedRange next) {
        ComputedRange older = next.read.at().isBefore(read.at()) ? next : this;
        return new ComputedRange(new TimeRange(start(), next.end()), older.read, older.tableId, older.version);
    }
}
