package dev.tidemark.training.source;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups whose windows a training set computes from their sources, at the labels' instants, in place of reading
 * their tables. Other groups of declared windows are computed from their sources only if their tables do not reach the
 * labels.
 *
 * @param all whether all groups of declared windows are
 * @param aliases of single groups that are
 */
public record SourceChoice(boolean all, Set<String> aliases) {
    /** Only groups whose tables do not reach the labels. */
    public static final SourceChoice AUTOMATIC = new SourceChoice(false, Set.of());

    /** All groups of declared windows. */
    public static final SourceChoice ALL = new SourceChoice(true, Set.of());

    public SourceChoice {
        aliases = Set.copyOf(aliases);
    }

    /** Some groups, by their names or aliases in the training set. */
    public static SourceChoice of(Set<String> aliases) {
        return new SourceChoice(false, aliases);
    }

    /** Refuses names that are no groups of the training set. */
    public void requireAmong(Set<String> known) {
        TreeSet<String> unknown = new TreeSet<>(aliases);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Invalid group '%s' to compute from its source: expected one of the training set's, %s"
                            .formatted(unknown.first(), String.join(", ", new TreeSet<>(known))));
        }
    }

    /** Returns whether a group was asked for. */
    public boolean asksFor(String alias, FeatureGroup group) {
        boolean isWindows = group.computation() instanceof Computation.Windows;
        if (!isWindows && aliases.contains(alias)) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' cannot be computed from its source at labels: expected declared windows, found a statement or class; materialize it and read its table"
                            .formatted(group.name()));
        }
        return isWindows && (all || aliases.contains(alias));
    }
}
