package dev.tidemark.training.history;

import java.time.Instant;

/**
 * Counts values that are null because nobody computed them: the matching row is older than the feature.
 *
 * @param alias of the group
 * @param rows of the training set
 * @param before the first instant from which on the feature is computed
 */
public record NeverComputed(String alias, String feature, long rows, Instant before) {}
