package dev.tidemark.training;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A written training set.
 *
 * @param columns of the output, in order
 * @param matchedShare by group or alias, the share of rows, from 0 to 1, for which a feature row held; 0 if there are
 *     no rows
 * @param elapsed from the request to the last byte
 */
public record TrainingSetResult(
        long rows,
        List<String> columns,
        Output output,
        Map<String, Double> matchedShare,
        Duration elapsed,
        Manifest manifest) {
    /** The digest of all rows, whatever their order: training sets with equal rows have equal digests. */
    public String digest() {
        return manifest.digest();
    }
}
