package dev.tidemark.online;

import dev.tidemark.digest.Sha256;
import dev.tidemark.feature.FeatureGroup;
import java.util.stream.Collectors;

/**
 * A fingerprint of everything except the rows that determines stored values: the format, the join keys, the features,
 * the time to live and the availability delay.
 */
public final class StoredForm {
    /** Increased when {@link KeyFormat} or {@link ValueFormat} change, so that everything is written again. */
    private static final int FORMAT = 2;

    private StoredForm() {}

    /**
     * Returns 64 hexadecimal digits, which are equal for two definitions of a group exactly if their stored values are.
     */
    public static String of(FeatureGroup group) {
        String form = "format %d%nkeys %s%nfeatures %s%nttl %s%ndelay %s%n"
                .formatted(
                        FORMAT,
                        group.entity().joinKeys().stream()
                                .map(key -> key.name() + " " + key.type())
                                .collect(Collectors.joining(",")),
                        group.features().stream()
                                .map(feature -> feature.name() + " " + feature.type())
                                .collect(Collectors.joining(",")),
                        group.timeToLive(),
                        group.availabilityDelay())
                .replace(System.lineSeparator(), "\n");
        return Sha256.of(form);
    }
}
