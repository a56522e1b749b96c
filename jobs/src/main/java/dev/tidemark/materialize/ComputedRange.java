package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of event time whose feature rows are what the sources said when they were read.
 *
 * @param tableId of the feature table that has them, null where nobody noted it
 * @param version of the definition that computed them, null where nobody noted it
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

    /** Returns whether both were read at one time and computed by one definition. */
    boolean isLike(ComputedRange other) {
        return read.equals(other.read) && Objects.equals(version, other.version);
    }

    ComputedRange by(@Nullable Integer otherVersion) {
        return new ComputedRange(range, read, tableId, otherVersion);
    }

    ComputedRange in(String otherTableId) {
        return new ComputedRange(range, read, otherTableId, version);
    }

    /** Both as one, as of the earlier reading: what came after it is looked for in both. */
    ComputedRange with(ComputedRange next) {
        ComputedRange older = next.read.at().isBefore(read.at()) ? next : this;
        return new ComputedRange(new TimeRange(start(), next.end()), older.read, older.tableId, older.version);
    }
}
