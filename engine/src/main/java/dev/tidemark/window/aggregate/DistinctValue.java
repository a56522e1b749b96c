package dev.tidemark.window.aggregate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that are one value, as in SQL: 0.0 and -0.0 are, all NaN are, and bytes are compared by content. */
final class DistinctValue {
    private DistinctValue() {}

    /** Returns the value that stands for all equal ones: 0.0 for -0.0, others for themselves. */
    static Object canonical(Object value) {
        return switch (value) {
            case Double number -> number + 0.0;
            case Float number -> number + 0.0f;
            default -> value;
        };
    }

    /** Returns an object that is equal for equal values. */
    static Object identity(Object value) {
        return switch (value) {
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case List<?> list -> identities(list);
            default -> canonical(value);
        };
    }

    private static List<@Nullable Object> identities(List<?> list) {
        List<@Nullable Object> identities = new ArrayList<>(list.size());
        for (Object item : list) {
            identities.add(item == null ? null : identity(item));
        }
        return identities;
    }
}
