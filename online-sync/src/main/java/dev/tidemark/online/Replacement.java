package dev.tidemark.online;

import dev.tidemark.feature.FeatureRow;
import org.jspecify.annotations.Nullable;

/**
 * The replacement of a stored value whose row was removed from the table.
 *
 * @param stored the key and the head of the value to replace
 * @param next the entity's newest remaining row, null if there is none
 */
public record Replacement(StoredKey stored, @Nullable FeatureRow next) {}
