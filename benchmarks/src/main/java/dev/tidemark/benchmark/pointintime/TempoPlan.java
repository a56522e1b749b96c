package dev.tidemark.benchmark.pointintime;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tempo's as-of join: spine and group in one, ordered by the instant, the last feature row so far carried forward; then
 * the next group over the result. The row is carried as one struct, which is kinder than a column each; its age is
 * looked at afterwards.
 */
record TempoPlan() implements SparkPlan {
    @Override
    public String name() {
        return "tempo";
    }

    @Override
    public Dataset<Row> join(SparkSession spark, JoinInputs inputs) {
        Dataset<Row> joined = spark.read().parquet(inputs.spine().toString());
        for (GroupTable table : inputs.groups()) {
            spark.read().parquet(table.folder().toString()).createOrReplaceTempView(table.name());
            joined.createOrReplaceTempView("joined");
            joined = spark.sql(pass(table, Arrays.asList(joined.columns()), joined));
        }
        return joined;
    }

    private static String pass(GroupTable table, List<String> columns, Dataset<Row> joined) {
        String features = String.join(", ", table.features());
        // Rows of the group stand before labels of the same instant, and the last written one last.
        String noColumns = IntStream.range(0, columns.size())
                .mapToObj(position -> column(
                        table,
                        columns.get(position),
                        joined.schema().apply(position).dataType().sql()))
                .collect(Collectors.joining(", "));
        String taken = table.features().stream()
                .map(feature -> "IF(unix_micros(event_timestamp) - carried.event <= %dL, carried.%s, NULL) AS %s"
                        .formatted(table.timeToLive(), feature, feature))
                .collect(Collectors.joining(", "));
        return """
                SELECT %1$s, %2$s FROM (
                  SELECT *, last(features, true) OVER (PARTITION BY %3$s ORDER BY instant, is_label, created
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS carried
                  FROM (
                    SELECT %1$s, unix_micros(event_timestamp) AS instant, true AS is_label, CAST(NULL AS TIMESTAMP) AS created,
                      NULL AS features FROM joined
                    UNION ALL
                    SELECT %4$s, unix_micros(event_timestamp) + %5$dL, false, created_at,
                      struct(unix_micros(event_timestamp) AS event, %6$s) FROM %7$s))
                WHERE is_label""".formatted(
                        String.join(", ", columns),
                        taken,
                        String.join(", ", table.keys()),
                        noColumns,
                        table.delay(),
                        features,
                        table.name());
    }

    private static String column(GroupTable table, String name, String type) {
        return table.keys().contains(name) ? name : "CAST(NULL AS %s) AS %s".formatted(type, name);
    }
}
