package dev.tidemark.server.feast;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.request.Excerpt;
import dev.tidemark.request.FeatureRowReader;
import dev.tidemark.request.PushRequest;
import dev.tidemark.server.body.JsonExcerpt;
import dev.tidemark.server.body.Malformed;
import dev.tidemark.server.body.PlainValues;
import dev.tidemark.server.push.PushBody;
import dev.tidemark.server.push.PushIntake;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows as Feast's clients push them: by column. Fields that it does not know are passed over, as Feast's server does;
 * columns are not.
 *
 * @param destination where the client wants them
 */
record FeastPush(PushRequest request, PushIntake.Destination destination) {
    /** What Feast's clients call the time at which a row was written. */
    private static final Set<String> CREATED = Set.of("created", "created_timestamp", FeatureRowReader.CREATED_AT);

    /**
     * Reads a request.
     *
     * @param name the field that names the group
     * @param groups finds a group by its name
     * @param key of idempotency, null for none
     * @throws dev.tidemark.feature.FeatureStoreException with code MALFORMED_REQUEST, TOO_MANY_ROWS or
     *     UNKNOWN_FEATURE_GROUP
     */
    static FeastPush parse(
            JsonNode root, String name, Function<String, FeatureGroup> groups, @Nullable String key, int maxRows) {
        if (!root.path(name).isTextual()) {
            throw Malformed.because("'%s' must be the name of a feature group".formatted(name));
        }
        PushIntake.Destination destination = destination(root.path("to"));
        FeatureGroup group = groups.apply(root.path(name).textValue());
        return new FeastPush(new PushRequest(group.name(), rows(group, root.path("df"), maxRows), key), destination);
    }

    private static PushIntake.Destination destination(JsonNode to) {
        return switch (to.isMissingNode() ? "online" : to.asText()) {
            case "online", "online_and_offline" -> PushIntake.Destination.ONLINE_AND_TABLE;
            case "offline" -> PushIntake.Destination.TABLE;
            default ->
                throw Malformed.because(
                        "'to' is %s; allowed: online, offline, online_and_offline".formatted(JsonExcerpt.of(to)));
        };
    }

    private static List<Map<String, @Nullable Object>> rows(FeatureGroup group, JsonNode columns, int maxRows) {
        if (!columns.isObject() || columns.isEmpty()) {
            throw Malformed.because("'df' must be an object with a list of values per column");
        }
        int count = columns.elements().next().size();
        PushBody.requireAtMost(maxRows, count);
        Set<String> instants = instants(group);
        Set<String> fields = new HashSet<>();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(count);
        for (int row = 0; row < count; row++) {
            rows.add(new LinkedHashMap<>());
        }
        for (Map.Entry<String, JsonNode> column : columns.properties()) {
            if (!column.getValue().isArray() || column.getValue().size() != count) {
                throw Malformed.because(
                        "'df' must have a list of %d values for '%s'".formatted(count, Excerpt.of(column.getKey())));
            }
            String field = field(group, column.getKey());
            if (!fields.add(field)) {
                throw Malformed.because(
                        "two columns of 'df' say '%s'; send one of %s".formatted(field, new TreeSet<>(CREATED)));
            }
            for (int row = 0; row < count; row++) {
                Object sent = PlainValues.value(column.getValue().path(row));
                rows.get(row).put(field, instants.contains(field) ? FeastInstants.read(sent) : sent);
            }
        }
        return rows;
    }

    private static String field(FeatureGroup group, String column) {
        return CREATED.contains(column) && !group.featureNames().contains(column)
                ? FeatureRowReader.CREATED_AT
                : column;
    }

    private static Set<String> instants(FeatureGroup group) {
        Set<String> names = new HashSet<>(Set.of(FeatureRowReader.EVENT_TIMESTAMP, FeatureRowReader.CREATED_AT));
        group.entity().joinKeys().stream()
                .filter(joinKey -> joinKey.type() == ScalarType.TIMESTAMP)
                .map(JoinKey::name)
                .forEach(names::add);
        group.features().stream()
                .filter(feature -> feature.type() == ScalarType.TIMESTAMP)
                .map(Feature::name)
                .forEach(names::add);
        return names;
    }
}
