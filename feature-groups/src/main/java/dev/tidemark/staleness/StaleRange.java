package dev.tidemark.staleness;

import dev.tidemark.time.TimeRange;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A range of event time with rows that differ from what the current definition would compute.
 *
 * @param version of the definition that computed the range, null if it is not recorded
 * @param changed features that this version computed in another way
 * @param absent features that this version did not have; they are null in these rows because nobody computed them
 * @param unknown features that may have been computed in another way
 */
public record StaleRange(
        TimeRange range, @Nullable Integer version, Set<String> changed, Set<String> absent, Set<String> unknown) {
    public StaleRange {
        changed = Set.copyOf(changed);
        absent = Set.copyOf(absent);
        unknown = Set.copyOf(unknown);
    }

    boolean isFresh() {
        return changed.isEmpty() && absent.isEmpty() && unknown.isEmpty();
    }

    StaleRange of(Collection<String> features) {
        return new StaleRange(
                range, version, among(features, changed), among(features, absent), among(features, unknown));
    }

    private static Set<String> among(Collection<String> features, Set<String> some) {
        Set<String> left = new LinkedHashSet<>(some);
        left.retainAll(features);
        return left;
    }
}
