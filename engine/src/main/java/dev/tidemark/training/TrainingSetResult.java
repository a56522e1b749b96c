package dev.tidemark.training;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A training set that was written.
 *
 * @param columns of the output, in order
 * @param matchedShare by group or alias, the share of rows, from 0 to 1, for which a feature row held; 0 over no rows
 * @param elapsed from the request to the last byte
 */
public record TrainingSetResult(
        long rows,
        List<String> columns,
        Output output,
        Map<String, Double> matchedShare,
        Duration elapsed,
        Manifest manifest) {
    /** The digest of all rows, whatever their order: two training sets of equal rows have equal digests. */
    public String digest() {
        return manifest.digest();
    }
}
