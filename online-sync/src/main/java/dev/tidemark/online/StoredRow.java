package dev.tidemark.online;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row as the online store holds it.
 *
 * @param eventTimestamp microseconds since the epoch, UTC
 * @param writtenAt the row's {@code created_at}, in the same unit
 * @param values by feature name; a missing feature is null
 * @param following the changes of these values; null if there are none
 */
public record StoredRow(
        long eventTimestamp,
        long writtenAt,
        Map<String, @Nullable Object> values,
        @Nullable Following following) {

    /**
     * The changes of a row's values.
     *
     * @param names of the features at the positions that the changes name
     */
    public record Following(ChangesToCome changes, List<String> names) {
        private Map<String, @Nullable Object> apply(
                FeatureGroup group, Map<String, @Nullable Object> values, long instant) {
            Map<String, FeatureType> types = new HashMap<>();
            group.features().forEach(feature -> types.put(feature.name(), feature.type()));
            List<@Nullable Object> held = changes.apply(
                    names.stream().map(values::get).toList(),
                    // A feature that the definition lost is in no answer.
                    names.stream()
                            .map(name -> types.getOrDefault(name, ScalarType.BOOL))
                            .toList(),
                    instant);
            Map<String, @Nullable Object> applied = new HashMap<>(values);
            for (int position = 0; position < names.size(); position++) {
                applied.put(names.get(position), held.get(position));
            }
            return applied;
        }
    }

    /** Answers a request for this row at an instant, in microseconds. */
    public OnlineFeatures answer(FeatureGroup group, EntityKey key, List<Feature> features, long now) {
        Following changes = following;
        if (changes == null) {
            return answer(group, key, features, now, Status.PRESENT);
        }
        long instant = HeldRows.holdUntil(group, now);
        StoredRow held = new StoredRow(
                changes.changes().eventTime(instant), writtenAt, changes.apply(group, values, instant), null);
        boolean known = instant < changes.changes().knownUntil();
        return held.answer(group, key, features, now, known ? Status.PRESENT : Status.OUTSIDE_HORIZON);
    }

    /** @param status OUTSIDE_HORIZON if the values are not known any more */
    private OnlineFeatures answer(FeatureGroup group, EntityKey key, List<Feature> features, long now, Status status) {
        boolean expired = group.timeToLive().isExpired(eventTimestamp, now);
        boolean known = status == Status.PRESENT;
        List<@Nullable Object> answers = new ArrayList<>(features.size());
        List<Status> statuses = new ArrayList<>(features.size());
        for (Feature feature : features) {
            Object value = values.get(feature.name());
            // A stored value of another type is left over from an older definition and counts as none.
            boolean usable = value != null && feature.type().accepts(value);
            answers.add(usable && known && !expired ? value : null);
            statuses.add(!known ? status : expired ? Status.OUTSIDE_MAX_AGE : usable ? status : Status.NULL_VALUE);
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
