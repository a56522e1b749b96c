package dev.tidemark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PointInTimeJoin;
import dev.tidemark.terminal.Table;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Compares the server's answers with the point-in-time join at the instant of the answer. */
final class Comparison {
    private final SparkSession spark;
    private final List<Compared> values = new ArrayList<>();

    private record Compared(
            String group, String entity, String feature, String online, String offline, boolean equal) {}

    Comparison(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * Compares all features of a group for some entities.
     *
     * @param keys each entity's join keys, all of type INT64
     * @param answer of the server
     */
    void add(FeatureGroup group, Dataset<Row> history, List<List<Long>> keys, JsonNode answer) {
        Instant servedAt = Instant.parse(answer.at("/metadata/served_at").asText());
        List<Row> offline = PointInTimeJoin.of(spine(group, keys, servedAt), "instant")
                .with(JoinedGroup.of(group, history))
                .run()
                .collectAsList();
        for (Row row : offline) {
            String entity = group.entity().joinKeyNames().stream()
                    .map(key -> String.valueOf(row.<Object>getAs(key)))
                    .collect(Collectors.joining(":"));
            JsonNode online = answer.path("features").path(entity);
            for (String feature : group.featureNames()) {
                compare(group, entity, feature, online.path(feature), row.getAs(feature));
            }
        }
    }

    private void compare(
            FeatureGroup group,
            String entity,
            String feature,
            JsonNode online,
            @org.jspecify.annotations.Nullable Object offline) {
        boolean equal = switch (offline) {
            case null -> online.isNull();
            case Double number -> online.isNumber() && online.doubleValue() == number;
            case Long number -> online.isIntegralNumber() && online.longValue() == number;
            case Boolean flag -> online.isBoolean() && online.booleanValue() == flag;
            default -> online.asText().equals(offline.toString());
        };
        values.add(new Compared(group.name(), entity, feature, online.asText(), String.valueOf(offline), equal));
    }

    private Dataset<Row> spine(FeatureGroup group, List<List<Long>> keys, Instant instant) {
        StructType schema = new StructType();
        for (String key : group.entity().joinKeyNames()) {
            schema = schema.add(key, DataTypes.LongType);
        }
        schema = schema.add("micros", DataTypes.LongType);
        List<Row> rows = new ArrayList<>();
        for (List<Long> key : keys) {
            List<Object> values = new ArrayList<>(key);
            values.add(Microseconds.of(instant));
            rows.add(RowFactory.create(values.toArray()));
        }
        return spark.createDataFrame(rows, schema)
                .selectExpr("*", "timestamp_micros(micros) AS instant")
                .drop("micros");
    }

    /** Returns the entity ids for a request to the server. */
    static String entityIds(FeatureGroup group, List<List<Long>> keys) {
        List<String> names = group.entity().joinKeyNames();
        if (names.size() == 1) {
            return keys.stream().map(key -> key.getFirst().toString()).collect(Collectors.joining(", "));
        }
        return keys.stream()
                .map(key -> "{\"%s\": %d, \"%s\": %d}".formatted(names.get(0), key.get(0), names.get(1), key.get(1)))
                .collect(Collectors.joining(", "));
    }

    /** Returns a line for each group. */
    Table counts() {
        Table table = Table.of("group", "entities", "values", "equal", "different");
        Map<String, List<Compared>> groups = values.stream()
                .collect(Collectors.groupingBy(Compared::group, LinkedHashMap::new, Collectors.toList()));
        groups.forEach((group, compared) -> {
            long different = compared.stream().filter(value -> !value.equal()).count();
            table.row(
                    group,
                    compared.stream().map(Compared::entity).distinct().count(),
                    compared.size(),
                    compared.size() - different,
                    different);
        });
        return table;
    }

    /** Returns a line for each value, or only for those that differ. */
    Table values(boolean all) {
        Table table = Table.of("group", "entity", "feature", "online", "training set", "verdict");
        values.stream()
                .filter(value -> all || !value.equal())
                .forEach(value -> table.row(
                        value.group(),
                        value.entity(),
                        value.feature(),
                        value.online(),
                        value.offline(),
                        value.equal() ? "equal" : "DIFFERENT"));
        return table;
    }

    int compared() {
        return values.size();
    }

    int different() {
        return (int) values.stream().filter(value -> !value.equal()).count();
    }
}
