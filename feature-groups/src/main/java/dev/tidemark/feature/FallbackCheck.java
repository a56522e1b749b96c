package dev.tidemark.feature;

import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with a feature's fallback. */
final class FallbackCheck {
    private FallbackCheck() {}

    /** Returns the problem, in words that follow the feature's name. */
    static Optional<String> problem(Feature feature) {
        return switch (feature.fallback()) {
            case Fallback.None none -> Optional.empty();
            case Fallback.Value(Object value) -> problem(feature.type(), value);
            case Fallback.LastKnown last
            when !last.maxAge().isPositive() || last.maxAge().toNanosPart() % 1_000 != 0 ->
                Optional.of("must be longer than zero and of whole microseconds, got " + last.maxAge());
            case Fallback.LastKnown last -> Optional.empty();
        };
    }

    private static Optional<String> problem(FeatureType type, Object value) {
        if (type == ScalarType.BYTES || type.equals(FeatureType.listOf(ScalarType.BYTES))) {
            return Optional.of("is a value of type %s, which has none; use lastKnown".formatted(type.text()));
        }
        if (!type.accepts(value)) {
            return Optional.of("must be of type %s, got %s (%s)"
                    .formatted(type.text(), value, value.getClass().getSimpleName()));
        }
        return isWhole(value) ? Optional.empty() : Optional.of("must be of whole microseconds, got " + value);
    }

    private static boolean isWhole(@Nullable Object value) {
        return switch (value) {
            case Instant instant -> instant.equals(Microseconds.floor(instant));
            case List<?> list -> list.stream().allMatch(FallbackCheck::isWhole);
            case null, default -> true;
        };
    }
}
