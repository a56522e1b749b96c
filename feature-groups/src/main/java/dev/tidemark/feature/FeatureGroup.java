package dev.tidemark.feature;

import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Features of one entity that are computed, stored and served together. Immutable; checked when it is built.
 *
 * @param features in declared order, which is the order of the table's columns
 * @param sources one for declared windows, any number for a statement or a class
 * @param timeToLive how old a value may be when it is used
 * @param availabilityDelay a row counts from {@code event_timestamp + delay}; zero for at once
 * @param online whether the latest rows are kept in the online store
 * @param pushable whether applications may push rows, beside those that are computed
 * @param schedule a Quartz cron expression in UTC, null for none
 * @param tags free labels by name
 */
public record FeatureGroup(
        String name,
        String description,
        String owner,
        Entity entity,
        List<Feature> features,
        List<DataSource> sources,
        Computation computation,
        TimeToLive timeToLive,
        Duration availabilityDelay,
        boolean online,
        boolean pushable,
        @Nullable String schedule,
        Map<String, String> tags)
        implements Definition {

    public FeatureGroup {
        features = List.copyOf(features);
        sources = List.copyOf(sources);
        tags = Map.copyOf(tags);
        FeatureGroupCheck.check(
                name,
                description,
                owner,
                entity,
                features,
                sources,
                computation,
                timeToLive,
                availabilityDelay,
                schedule);
        FeatureGroupCheck.checkPushable(name, online, pushable);
    }

    /** Starts the definition of a group. */
    public static FeatureGroupBuilder named(String name) {
        return new FeatureGroupBuilder(name);
    }

    public List<String> featureNames() {
        return features.stream().map(Feature::name).toList();
    }

    /**
     * Returns a feature by name.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE and the nearest names
     */
    public Feature feature(String featureName) {
        return features.stream()
                .filter(feature -> feature.name().equals(featureName))
                .findFirst()
                .orElseThrow(() -> new FeatureStoreException(
                        ErrorCode.UNKNOWN_FEATURE,
                        "No feature '%s' in feature group '%s'; %s"
                                .formatted(featureName, name, NearestNames.sentence(featureName, featureNames()))));
    }

    /** Returns the features' positions in a row, by name. */
    public Map<String, Integer> featurePositions() {
        Map<String, Integer> positions = new LinkedHashMap<>();
        for (Feature feature : features) {
            positions.put(feature.name(), positions.size());
        }
        return positions;
    }

    /** Returns the instants as of which the rows of declared windows hold; empty for other groups. */
    public Optional<Emission.ValuesAsOf> valuesAsOf() {
        return computation instanceof Computation.Windows windows
                ? Optional.of(windows.emission().valuesAsOf())
                : Optional.empty();
    }

    public Optional<String> cron() {
        return Optional.ofNullable(schedule);
    }

    /** A short text for logs and tables: {@code user_transactions(user_id): 12 features}. */
    @Override
    public String summary() {
        return "%s(%s): %d features"
                .formatted(name, entity.joinKeyNames().stream().collect(Collectors.joining(", ")), features.size());
    }
}
