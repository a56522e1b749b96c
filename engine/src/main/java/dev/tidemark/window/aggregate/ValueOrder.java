package dev.tidemark.window.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of values in Spark: strings by their UTF-8 bytes, NaN above all numbers, lists element by element, nulls
 * first.
 */
public final class ValueOrder implements Comparator<Object> {
    public static final ValueOrder INSTANCE = new ValueOrder();

    /** The same order for values that may be null, which come first. */
    public static final Comparator<@Nullable Object> NULLABLE = Comparator.nullsFirst(INSTANCE);

    private ValueOrder() {}

    @Override
    public int compare(Object left, Object right) {
        return switch (left) {
            case String text ->
                Arrays.compareUnsigned(
                        text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
            case Boolean flag -> flag.compareTo((Boolean) right);
            case Integer number -> number.compareTo((Integer) right);
            case Long number -> number.compareTo((Long) right);
            case Float number -> number.compareTo((Float) right);
            case Double number -> number.compareTo((Double) right);
            case byte[] bytes -> Arrays.compareUnsigned(bytes, (byte[]) right);
            case List<?> list -> compareLists(list, (List<?>) right);
            default -> throw new IllegalArgumentException("No order for " + left.getClass());
        };
    }

    private int compareLists(List<?> left, List<?> right) {
        for (int position = 0; position < Math.min(left.size(), right.size()); position++) {
            int order = NULLABLE.compare(left.get(position), right.get(position));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
