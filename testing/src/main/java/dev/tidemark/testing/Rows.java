package dev.tidemark.testing;

import dev.tidemark.feature.FeatureGroup;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Words for tests, to be imported statically: {@code event(..)} for rows of sources, {@code row(..)} for the rows that
 * a {@link FeatureGroup} is expected to have.
 */
public final class Rows {
    private Rows() {}

    /**
     * A row of a source: {@code event("user_id", 17, "amount", 3.5).at("2026-05-01T10:00:00Z")}.
     *
     * @param columnsAndValues the source's own columns, each followed by its value; a value may be null
     */
    public static SourceRow event(@Nullable Object... columnsAndValues) {
        return new SourceRow(pairs("event", columnsAndValues), null, null);
    }

    /**
     * A row that a group is expected to have: {@code row("user_id", 17, "amount_7d", 3.5)}. Features that are not named
     * are not compared.
     *
     * @param namesAndValues all join keys and some features, each followed by its value; a feature's may be null
     */
    public static ExpectedRow row(@Nullable Object... namesAndValues) {
        return new ExpectedRow(pairs("row", namesAndValues));
    }

    /**
     * Rows of a source as a table, its columns separated by {@code |}:
     *
     * <pre>{@code
     * table("""
     *         user_id | amount | status  | paid_at
     *         17      | 20.0   | ok      | 2026-05-01T10:00:00Z
     *         17      | null   | refused | 2026-05-01T10:05:00Z
     *         """)
     * }</pre>
     *
     * <p>Numbers, {@code true}, {@code false}, {@code null} and instants are what they look like; everything else is
     * text, and so is what stands between single quotes: {@code '17'}.
     */
    public static List<SourceRow> table(String text) {
        return TableText.rows(text);
    }

    static Map<String, @Nullable Object> pairs(String method, @Nullable Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("Invalid %s(..): expected names and values in turn, got %d argument(s)"
                    .formatted(method, namesAndValues.length));
        }
        Map<String, @Nullable Object> pairs = new LinkedHashMap<>();
        for (int position = 0; position < namesAndValues.length; position += 2) {
            if (!(namesAndValues[position] instanceof String name)) {
                throw new IllegalArgumentException("Invalid %s(..): expected a name as argument %d, got '%s'"
                        .formatted(method, position + 1, namesAndValues[position]));
            }
            if (pairs.containsKey(name)) {
                throw new IllegalArgumentException("Invalid %s(..): '%s' is given twice".formatted(method, name));
            }
            pairs.put(name, namesAndValues[position + 1]);
        }
        return Collections.unmodifiableMap(pairs);
    }
}
