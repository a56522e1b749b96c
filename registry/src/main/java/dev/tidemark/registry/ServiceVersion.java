package dev.tidemark.registry;

import dev.tidemark.feature.FeatureService;
import java.time.Instant;

/**
 * A version of a feature service.
 *
 * @param version counted from 1 per service
 * @param fingerprint SHA-256 of the definition's JSON, in lower-case hexadecimal
 */
public record ServiceVersion(FeatureService featureService, int version, String fingerprint, Instant appliedAt) {}
