package dev.tidemark.window;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts different values that are not null; 0.0 and -0.0 are one value, as in SQL. */
final class DistinctAggregate implements SlidingAggregate {
    private final Map<Object, Long> occurrences = new HashMap<>();

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            occurrences.merge(identity(value), 1L, Long::sum);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null) {
            occurrences.computeIfPresent(identity(value), (same, count) -> count == 1 ? null : count - 1);
        }
    }

    private static Object identity(Object value) {
        return switch (value) {
            case Double number -> number + 0.0;
            case Float number -> number + 0.0f;
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case List<?> list -> identities(list);
            default -> value;
        };
    }

    private static List<@Nullable Object> identities(List<?> list) {
        List<@Nullable Object> identities = new ArrayList<>(list.size());
        for (Object item : list) {
            identities.add(item == null ? null : identity(item));
        }
        return identities;
    }

    @Override
    public Object result() {
        return (long) occurrences.size();
    }
}
