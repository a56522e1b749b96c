package dev.tidemark.pointintime;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.Identifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A feature group as one join takes part with it.
 *
 * @param rows the group's history: join keys, {@code event_timestamp}, {@code created_at} and features; unused if there
 *     is a computation
 * @param computation computes the group at the spine's instants; null if the history is read
 * @param features those that are wanted, in the order of the output
 * @param alias under which the group joins; its own name unless it joins twice
 * @param spineKeys the spine's column for each join key, where their names differ
 */
public record JoinedGroup(
        FeatureGroup group,
        Dataset<Row> rows,
        @Nullable LabelComputation computation,
        List<String> features,
        String alias,
        Map<String, String> spineKeys) {
    public JoinedGroup {
        features = List.copyOf(features);
        spineKeys = Map.copyOf(spineKeys);
        features.forEach(group::feature);
        if (features.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "No feature of feature group '%s' is asked for".formatted(group.name()));
        }
        if (!Identifier.isValid(alias)) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Invalid alias '%s' of feature group '%s': expected lower-case letters, digits and single underscores"
                            .formatted(alias, group.name()));
        }
        for (String key : spineKeys.keySet()) {
            if (!group.entity().joinKeyNames().contains(key)) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Unknown join key '%s' of feature group '%s': expected one of %s"
                                .formatted(key, group.name(), group.entity().joinKeyNames()));
            }
        }
    }

    /** All features of a group, joined by its own keys. */
    public static JoinedGroup of(FeatureGroup group, Dataset<Row> rows) {
        return new JoinedGroup(group, rows, null, group.featureNames(), group.name(), Map.of());
    }

    /** Computes the group at the spine's instants, in place of reading its history. */
    public JoinedGroup by(LabelComputation atLabels) {
        return new JoinedGroup(group, rows, atLabels, features, alias, spineKeys);
    }

    /** Takes only some features. */
    public JoinedGroup select(List<String> wanted) {
        return new JoinedGroup(group, rows, computation, wanted, alias, spineKeys);
    }

    /**
     * Joins under another name and by other columns of the spine:
     * {@code as("origin", Map.of("airport_id", "from_id"))}.
     */
    public JoinedGroup as(String newAlias, Map<String, String> columnsByKey) {
        return new JoinedGroup(group, rows, computation, features, newAlias, columnsByKey);
    }

    /** The spine's column for each join key, in the order of the keys. */
    Map<String, String> columnsByKey() {
        Map<String, String> columns = new LinkedHashMap<>();
        group.entity().joinKeyNames().forEach(key -> columns.put(key, spineKeys.getOrDefault(key, key)));
        return columns;
    }

    /** The name of a feature that cannot be mistaken: {@code user_transactions__amount_24h}. */
    String fullName(String feature) {
        return alias + "__" + feature;
    }
}
