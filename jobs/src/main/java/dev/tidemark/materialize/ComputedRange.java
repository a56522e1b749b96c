package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A range of event time whose feature rows are what the sources said when they were read.
 *
 * @param tableId of the feature table that has them, null where nobody noted it
 */
record ComputedRange(
        TimeRange range, ReadPoint read, @Nullable String tableId) {
    Instant start() {
        return range.start();
    }

    Instant end() {
        return range.end();
    }

    ComputedRange within(Instant start, Instant end) {
        return new ComputedRange(new TimeRange(start, end), read, tableId);
    }

    boolean touches(ComputedRange next) {
        return end().equals(next.start());
    }

    boolean isReadLike(ComputedRange other) {
        return read.equals(other.read);
    }

    /** Both as one, as of the earlier reading: what came after it is looked for in both. */
    ComputedRange with(ComputedRange next) {
        ComputedRange older = next.read.at().isBefore(read.at()) ? next : this;
        return new ComputedRange(new TimeRange(start(), next.end()), older.read, older.tableId);
    }
}
