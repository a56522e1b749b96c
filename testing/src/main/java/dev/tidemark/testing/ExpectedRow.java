package dev.tidemark.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that a group is expected to have.
 *
 * @param values all join keys and those features that are compared
 */
public record ExpectedRow(Map<String, @Nullable Object> values) {
    public ExpectedRow {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
