package dev.tidemark.testing;

import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The conditions under which a point-in-time join may take a row, as the rule book's section 2 has them. */
record Visibility(FeatureGroup group, Knowledge knowledge) {
    private static final int MOST_ENTITIES = 5;

    boolean isVisible(FeatureRow row, Instant instant) {
        return isAvailable(row, instant) && !isExpired(row, instant) && isKnown(row, instant);
    }

    private boolean isAvailable(FeatureRow row, Instant instant) {
        return !row.eventTimestamp().plus(group.availabilityDelay()).isAfter(instant);
    }

    private boolean isExpired(FeatureRow row, Instant instant) {
        return group.timeToLive().isExpired(Microseconds.of(row.eventTimestamp()), Microseconds.of(instant));
    }

    private boolean isKnown(FeatureRow row, Instant instant) {
        return switch (knowledge) {
            case Knowledge.EventTime eventTime -> true;
            case Knowledge.AsKnown asKnown -> !row.createdAt().isAfter(instant);
            case Knowledge.AsOf(Instant known) -> !row.createdAt().isAfter(known);
        };
    }

    /** Says why no row of an entity is visible. */
    String whyNone(List<FeatureRow> all, EntityKey key, Instant instant) {
        List<FeatureRow> rows = all.stream()
                .filter(row -> row.key().equals(key))
                .sorted(Comparator.comparing(FeatureRow::eventTimestamp))
                .toList();
        if (rows.isEmpty()) {
            return all.isEmpty() ? "the group has no rows" : "rows exist for " + entities(all);
        }
        List<FeatureRow> available =
                rows.stream().filter(row -> isAvailable(row, instant)).toList();
        if (available.isEmpty()) {
            String delay = group.availabilityDelay().isZero()
                    ? ""
                    : ", which counts from %s on because of the availability delay %s"
                            .formatted(
                                    rows.getFirst().eventTimestamp().plus(group.availabilityDelay()),
                                    group.availabilityDelay());
            return "the first row is that of " + rows.getFirst().eventTimestamp() + delay;
        }
        FeatureRow newest = available.getLast();
        return isExpired(newest, instant)
                ? "the newest row is that of %s, which is older than the time to live %s"
                        .formatted(newest.eventTimestamp(), group.timeToLive())
                : "the newest row is that of %s, which was written at %s"
                        .formatted(newest.eventTimestamp(), newest.createdAt());
    }

    private String entities(List<FeatureRow> all) {
        List<String> entities = new ArrayList<>(all.stream()
                .map(row -> text(group.entity(), row.key()))
                .distinct()
                .toList());
        String more = entities.size() > MOST_ENTITIES ? ", ..." : "";
        return entities.stream().limit(MOST_ENTITIES).collect(Collectors.joining(", ")) + more;
    }

    /** An entity for messages: {@code user_id = 17}. */
    static String text(Entity entity, EntityKey key) {
        List<String> parts = new ArrayList<>();
        for (int position = 0; position < key.values().size(); position++) {
            parts.add("%s = %s"
                    .formatted(
                            entity.joinKeyNames().get(position),
                            Values.text(key.values().get(position))));
        }
        return String.join(", ", parts);
    }
}
