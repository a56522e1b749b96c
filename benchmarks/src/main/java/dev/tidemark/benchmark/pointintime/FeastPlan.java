package dev.tidemark.benchmark.pointintime;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Feast's plan for Spark, written anew from its description: a row id of the keys and the instant as text; per group a
 * join on the keys between {@code instant - ttl} and the instant, over a scan bounded by the spine's instants; the
 * greatest created time per row id and event, joined back to the rows; {@code ROW_NUMBER} per row id; each group joined
 * to the spine by row id.
 */
record FeastPlan() implements SparkPlan {
    private static final String ROW_ID = "entity_row_unique_id";

    @Override
    public String name() {
        return "feast";
    }

    @Override
    public Dataset<Row> join(SparkSession spark, JoinInputs inputs) {
        Bounds bounds = Bounds.of(spark, inputs);
        spark.read().parquet(inputs.spine().toString()).createOrReplaceTempView("spine");
        StringBuilder ctes = new StringBuilder();
        StringBuilder select = new StringBuilder("SELECT s.*");
        StringBuilder joins = new StringBuilder(" FROM spine s");
        for (GroupTable table : inputs.groups()) {
            spark.read().parquet(table.folder().toString()).createOrReplaceTempView(table.name());
            ctes.append(ctes.isEmpty() ? "WITH " : ", ").append(chosen(table, bounds));
            table.features().forEach(feature -> select.append(", %s_chosen.%s".formatted(table.name(), feature)));
            joins.append(" LEFT JOIN %1$s_chosen ON %2$s = %1$s_chosen.%3$s"
                    .formatted(table.name(), rowId("s", table.keys()), ROW_ID));
        }
        return spark.sql(ctes + " " + select + joins);
    }

    /** Null where a key is, so that it matches nothing. */
    private static String rowId(String alias, List<String> keys) {
        return "concat(%s)"
                .formatted(Stream.concat(keys.stream(), Stream.of("event_timestamp"))
                        .map(column -> "CAST(%s.%s AS STRING)".formatted(alias, column))
                        .collect(Collectors.joining(", '|', ")));
    }

    private static String chosen(GroupTable table, Bounds bounds) {
        String keys = String.join(", ", table.keys());
        String sameKeys = table.keys().stream()
                .map(key -> "f.%1$s = e.%1$s".formatted(key))
                .collect(Collectors.joining(" AND "));
        String youngEnough = table.timeToLive() == Long.MAX_VALUE
                ? ""
                : " AND f.event_timestamp >= timestamp_micros(unix_micros(e.event_timestamp) - %dL)"
                        .formatted(table.timeToLive());
        return """
                %1$s_entities AS (
                  SELECT DISTINCT %2$s, event_timestamp, %3$s AS %4$s FROM spine s),
                %1$s_base AS (
                  SELECT f.*, e.%4$s
                  FROM (SELECT %2$s, event_timestamp, created_at, %5$s FROM %1$s WHERE %6$s) f
                  JOIN %1$s_entities e
                    ON %7$s AND timestamp_micros(unix_micros(f.event_timestamp) + %8$dL) <= e.event_timestamp%9$s),
                %1$s_dedup AS (
                  SELECT %4$s, event_timestamp, max(created_at) AS created_at
                  FROM %1$s_base GROUP BY %4$s, event_timestamp),
                %1$s_chosen AS (SELECT * FROM (
                  SELECT *, row_number() OVER (PARTITION BY %4$s ORDER BY event_timestamp DESC, created_at DESC) AS place
                  FROM %1$s_base JOIN %1$s_dedup USING (%4$s, event_timestamp, created_at))
                WHERE place = 1)""".formatted(
                        table.name(),
                        keys,
                        rowId("s", table.keys()),
                        ROW_ID,
                        String.join(", ", table.features()),
                        bounds.sparkCondition(table),
                        sameKeys,
                        table.delay(),
                        youngEnough);
    }
}
