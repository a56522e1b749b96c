package dev.tidemark.online;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.Microseconds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row as the online store holds it.
 *
 * @param eventTimestamp microseconds since the epoch, UTC
 * @param writtenAt the row's {@code created_at}, in the same unit
 * @param values by feature name; a missing feature is null
 */
public record StoredRow(long eventTimestamp, long writtenAt, Map<String, @Nullable Object> values) {

    /** Answers a request for this row at an instant, in microseconds. */
    public OnlineFeatures answer(FeatureGroup group, EntityKey key, List<Feature> features, long now) {
        boolean expired = group.timeToLive().isExpired(eventTimestamp, now);
        List<@Nullable Object> answers = new ArrayList<>(features.size());
        List<Status> statuses = new ArrayList<>(features.size());
        for (Feature feature : features) {
            Object value = values.get(feature.name());
            // A stored value of another type is left over from an older definition and counts as none.
            boolean usable = value != null && feature.type().accepts(value);
            answers.add(usable && !expired ? value : null);
            statuses.add(expired ? Status.OUTSIDE_MAX_AGE : usable ? Status.PRESENT : Status.NULL_VALUE);
        }
        return new OnlineFeatures(key, answers, statuses, Microseconds.toInstant(eventTimestamp));
    }

    /** Returns the answer for an entity without a row. */
    public static OnlineFeatures notFound(EntityKey key, List<Feature> features) {
        List<@Nullable Object> nothing = new ArrayList<>();
        features.forEach(feature -> nothing.add(null));
        return new OnlineFeatures(
                key, nothing, features.stream().map(feature -> Status.NOT_FOUND).toList(), null);
    }
}
