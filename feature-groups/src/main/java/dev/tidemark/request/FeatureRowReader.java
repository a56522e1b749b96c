package dev.tidemark.request;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows by name against a group's definition. Immutable.
 *
 * <p>{@link SentValues} reads the values.
 */
public final class FeatureRowReader {
    public static final String EVENT_TIMESTAMP = FeatureRow.EVENT_TIMESTAMP;
    public static final String CREATED_AT = FeatureRow.CREATED_AT;

    /** The forms of instants. */
    public enum Instants {
        TEXT,
        /** A number counts microseconds since the epoch, in UTC. */
        TEXT_OR_MICROSECONDS
    }

    private final FeatureGroup group;
    private final SentValues values;
    private final Set<String> fields = new LinkedHashSet<>();

    public FeatureRowReader(FeatureGroup group, Instants instants) {
        this.group = group;
        this.values = new SentValues(instants);
        fields.addAll(group.entity().joinKeyNames());
        fields.add(EVENT_TIMESTAMP);
        fields.add(CREATED_AT);
        fields.addAll(group.featureNames());
    }

    /** Returns the names that a row may contain. */
    public Set<String> fields() {
        return Set.copyOf(fields);
    }

    /**
     * Reads a row.
     *
     * @param where names the row in messages
     * @param writtenAt replaces a missing {@code created_at}; a row is never written before its event time
     * @throws FeatureStoreException with code MALFORMED_REQUEST or UNKNOWN_FEATURE; the message names the row and the
     *     field
     */
    public FeatureRow read(Map<String, ? extends @Nullable Object> row, String where, Instant writtenAt) {
        for (String field : row.keySet()) {
            if (!fields.contains(field)) {
                throw new FeatureStoreException(
                        ErrorCode.UNKNOWN_FEATURE,
                        "%s: feature group '%s' has no '%s'; %s"
                                .formatted(
                                        where, group.name(), Excerpt.of(field), NearestNames.sentence(field, fields)));
            }
        }
        List<Object> key = new ArrayList<>();
        for (JoinKey joinKey : group.entity().joinKeys()) {
            key.add(value(where, "join key '%s'".formatted(joinKey.name()), joinKey, row.get(joinKey.name())));
        }
        Instant eventTimestamp = instant(where, EVENT_TIMESTAMP, row.get(EVENT_TIMESTAMP));
        Object created = row.get(CREATED_AT);
        Instant createdAt = created != null
                ? instant(where, CREATED_AT, created)
                : writtenAt.isBefore(eventTimestamp) ? eventTimestamp : writtenAt;
        List<@Nullable Object> features = new ArrayList<>(group.features().size());
        for (Feature feature : group.features()) {
            features.add(feature(where, feature, row.get(feature.name())));
        }
        return new FeatureRow(new EntityKey(key), eventTimestamp, createdAt, features);
    }

    private Object value(String where, String field, JoinKey joinKey, @Nullable Object sent) {
        Object value = sent == null ? null : values.key(joinKey.type(), sent);
        if (value == null) {
            throw sent == null
                    ? malformed("%s lacks %s".formatted(where, field))
                    : malformed("%s, %s: invalid value '%s': expected %s"
                            .formatted(where, field, Excerpt.of(sent), joinKey.type()));
        }
        return value;
    }

    private @Nullable Object feature(String where, Feature feature, @Nullable Object sent) {
        if (sent == null) {
            return null;
        }
        Object value = values.read(feature.type(), sent);
        if (value == null) {
            throw malformed("%s, feature '%s': invalid value '%s': expected %s"
                    .formatted(
                            where,
                            feature.name(),
                            Excerpt.of(sent),
                            feature.type().text()));
        }
        return value;
    }

    private Instant instant(String where, String field, @Nullable Object sent) {
        Instant instant = sent == null ? null : values.instant(sent);
        if (instant == null) {
            throw sent == null
                    ? malformed("%s lacks '%s'".formatted(where, field))
                    : malformed("%s, '%s': invalid instant '%s': expected one such as 2026-03-01T12:00:00Z"
                            .formatted(where, field, Excerpt.of(sent)));
        }
        return instant;
    }

    private static FeatureStoreException malformed(String why) {
        return new FeatureStoreException(ErrorCode.MALFORMED_REQUEST, "Malformed request: " + why);
    }
}
