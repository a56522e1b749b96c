package dev.tidemark.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was built.
 *
 * @param filled by group, the share of rows (0 to 1) that have at least one of its features
 * @param digest of all rows, whatever their order: two training sets of equal rows have equal digests
 */
public record TrainingSetResult(
        long rows, List<String> columns, Output output, Map<String, Double> filled, String digest) {
    public TrainingSetResult {
        columns = List.copyOf(columns);
        filled = new LinkedHashMap<>(filled);
    }
}
