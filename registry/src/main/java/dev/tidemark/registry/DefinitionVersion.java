package dev.tidemark.registry;

import dev.tidemark.feature.FeatureGroup;
import java.time.Instant;

/**
 * A version of a feature group.
 *
 * @param version counted from 1 per group
 * @param fingerprint SHA-256 of the definition's JSON, in lower-case hexadecimal
 */
public record DefinitionVersion(FeatureGroup featureGroup, int version, String fingerprint, Instant appliedAt) {}
