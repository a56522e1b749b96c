package dev.tidemark.testing;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a source, by the source's own columns.
 *
 * @param values by column; numbers, text, truth values, instants, bytes and lists of these
 * @param instant of the source's timestamp column, null where {@code values} has that column
 * @param created of the source's created column, null where {@code values} has that column or nothing is known
 */
public record SourceRow(
        Map<String, @Nullable Object> values,
        @Nullable Instant instant,
        @Nullable Instant created) {

    public SourceRow {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Sets the timestamp: {@code 2026-05-01T10:00:00Z}, or {@code 2026-05-01} for midnight in UTC. */
    public SourceRow at(String newInstant) {
        return at(Values.instant(newInstant));
    }

    /** Sets the timestamp. */
    public SourceRow at(Instant newInstant) {
        return new SourceRow(values, newInstant, created);
    }

    /** Sets when the row was written; a row that was written long after its timestamp is late. */
    public SourceRow created(String newCreated) {
        return created(Values.instant(newCreated));
    }

    /** Sets when the row was written. */
    public SourceRow created(Instant newCreated) {
        return new SourceRow(values, instant, newCreated);
    }
}
