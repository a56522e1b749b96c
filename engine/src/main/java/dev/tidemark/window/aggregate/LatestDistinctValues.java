package dev.tidemark.window.aggregate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Different values that are not null, the one that occurred last first. */
public final class LatestDistinctValues implements SlidingAggregate {
    private record Occurrences(Object value, long count) {}

    private final SequencedMap<Object, Occurrences> byLastOccurrence = new LinkedHashMap<>();
    private final int limit;

    public LatestDistinctValues(int limit) {
        this.limit = limit;
    }

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            Object identity = DistinctValue.identity(value);
            Occurrences before = byLastOccurrence.remove(identity);
            long count = before == null ? 1 : before.count() + 1;
            byLastOccurrence.put(identity, new Occurrences(DistinctValue.canonical(value), count));
        }
    }

    /** The oldest occurrence leaves, so the place of the value is unchanged until it is the only one. */
    @Override
    public void remove(@Nullable Object value) {
        if (value != null) {
            byLastOccurrence.computeIfPresent(
                    DistinctValue.identity(value),
                    (same, found) -> found.count() == 1 ? null : new Occurrences(found.value(), found.count() - 1));
        }
    }

    @Override
    public List<Object> result() {
        return byLastOccurrence.sequencedValues().reversed().stream()
                .limit(limit)
                .map(Occurrences::value)
                .toList();
    }
}
