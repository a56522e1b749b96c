package dev.tidemark.testing;

import static org.junit.jupiter.api.AssertionFailureBuilder.assertionFailure;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row beside the values that a test expects.
 *
 * @param expected by feature, in the classes of the features' types
 */
record RowComparison(FeatureGroup group, FeatureRow actual, Map<String, @Nullable Object> expected) {
    private static final double BILLIONTH = 1e-9;

    /**
     * Fails where a value differs.
     *
     * @param place the entity and the instant, for the message
     */
    void check(String place) {
        Map<String, @Nullable Object> found = new LinkedHashMap<>();
        StringBuilder differences = new StringBuilder();
        Map<String, Integer> positions = group.featurePositions();
        int width = expected.keySet().stream().mapToInt(String::length).max().orElse(0);
        expected.forEach((name, value) -> {
            Object actualValue = actual.values().get(positions.getOrDefault(name, -1));
            found.put(name, actualValue);
            if (!same(value, actualValue)) {
                differences.append("%n  %s  expected %s, actual %s"
                        .formatted(
                                name + " ".repeat(width - name.length()),
                                Values.text(value),
                                Values.text(actualValue)));
            }
        });
        if (!differences.isEmpty()) {
            assertionFailure()
                    .message("%s has other values (the row is that of %s):%s"
                            .formatted(place, actual.eventTimestamp(), differences))
                    .expected(expected)
                    .actual(found)
                    .includeValuesInMessage(false)
                    .buildAndThrow();
        }
    }

    private static boolean same(@Nullable Object expected, @Nullable Object actual) {
        if (expected == null || actual == null) {
            return expected == null && actual == null;
        }
        return switch (expected) {
            case Double number -> near(number, (Double) actual);
            case Float number -> near(number, (Float) actual);
            case byte[] bytes -> Arrays.equals(bytes, (byte[]) actual);
            case List<?> items -> same(items, (List<?>) actual);
            default -> expected.equals(actual);
        };
    }

    private static boolean same(List<?> expected, List<?> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int position = 0; position < expected.size(); position++) {
            if (!same(expected.get(position), actual.get(position))) {
                return false;
            }
        }
        return true;
    }

    private static boolean near(double expected, double actual) {
        return Double.compare(expected, actual) == 0
                || Math.abs(expected - actual) <= BILLIONTH * Math.max(Math.abs(expected), Math.abs(actual));
    }
}
