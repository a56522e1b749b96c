package dev.tidemark.conformance;

import dev.tidemark.time.Knowledge;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The point-in-time rule of section 2, too slow to be wrong: every spine row looks at every feature row. */
public final class PointInTimeReference {
    private static final Comparator<FeatureEntry> NEWEST = Comparator.comparing(FeatureEntry::event)
            .thenComparing(FeatureEntry::created)
            .thenComparing(FeatureEntry::weight, Comparator.nullsFirst(Double::compare))
            .thenComparing(FeatureEntry::value, Comparator.nullsFirst(Comparator.naturalOrder()));

    private PointInTimeReference() {}

    /** The value that a spine row must get; null where it finds nothing, or a null. */
    public static Long value(ConformanceCase table, List<Long> key, Instant instant) {
        return row(table, key, instant).map(FeatureEntry::value).orElse(null);
    }

    /** The row that a spine row must get. */
    public static Optional<FeatureEntry> row(ConformanceCase table, List<Long> key, Instant instant) {
        if (instant == null || key.stream().anyMatch(Objects::isNull)) {
            return Optional.empty();
        }
        return table.features().stream()
                .filter(row -> row.key().equals(key))
                .filter(row -> !row.event().plus(table.delay()).isAfter(instant))
                .filter(row -> table.timeToLive()
                        .duration()
                        .map(ttl -> !row.event().plus(ttl).isBefore(instant))
                        .orElse(true))
                .filter(row -> isKnown(table.knowledge(), row, instant))
                .max(NEWEST);
    }

    private static boolean isKnown(Knowledge knowledge, FeatureEntry row, Instant instant) {
        return switch (knowledge) {
            case Knowledge.EventTime eventTime -> true;
            case Knowledge.AsKnown asKnown -> !row.created().isAfter(instant);
            case Knowledge.AsOf(Instant day) -> !row.created().isAfter(day);
        };
    }
}
