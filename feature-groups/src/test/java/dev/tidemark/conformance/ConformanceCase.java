package dev.tidemark.conformance;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One table: a group with one feature {@code value} (INT64) and keys {@code key_0 ...} (INT64), its rows, a spine. */
public record ConformanceCase(
        String name,
        TimeToLive timeToLive,
        Duration delay,
        Knowledge knowledge,
        List<FeatureEntry> features,
        List<SpineEntry> spine) {

    /** Number of join keys. */
    public int keys() {
        return spine.getFirst().key().size();
    }

    /** The table's group, under a name of the caller's. */
    public FeatureGroup group(String groupName) {
        return group(groupName, List.of(new Feature("value", ScalarType.INT64, "The table's value")));
    }

    /** The same with the rows' weights as a feature {@code weight} (FLOAT64), which comes first. */
    public FeatureGroup weightedGroup(String groupName) {
        return group(
                groupName,
                List.of(
                        new Feature("weight", ScalarType.FLOAT64, "The row's weight"),
                        new Feature("value", ScalarType.INT64, "The table's value")));
    }

    private FeatureGroup group(String groupName, List<Feature> declared) {
        List<JoinKey> keys = IntStream.range(0, keys())
                .mapToObj(number -> new JoinKey("key_" + number, ScalarType.INT64))
                .toList();
        return new FeatureGroup(
                groupName,
                name,
                "tests",
                new Entity("thing", "Whatever the table is about", keys),
                declared,
                List.of(DataSource.table("a.b").timestamp("t")),
                new Computation.Sql("SELECT 1", null),
                timeToLive,
                delay,
                true,
                false,
                null,
                Map.of());
    }

    @Override
    public String toString() {
        return name;
    }
}
