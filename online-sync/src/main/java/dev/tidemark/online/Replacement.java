package dev.tidemark.online;

import dev.tidemark.feature.FeatureRow;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a stored value whose row is gone from the table.
 *
 * @param stored the key and the head of the value that is to go
 * @param next the entity's newest row that is still there, null where there is none
 */
public record Replacement(StoredKey stored, @Nullable FeatureRow next) {}
