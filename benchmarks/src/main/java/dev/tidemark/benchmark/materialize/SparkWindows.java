package dev.tidemark.benchmark.materialize;

import dev.tidemark.benchmark.spark.SparkSink;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark's own windows over ranges of time. It has no distinct count in a window, so a set is collected and counted. */
record SparkWindows(SparkSession spark, Path events, List<WindowColumn> columns) {
    static final String NAME = "spark-sql";

    void write(Path output) {
        SparkSink.write(rows(), output);
    }

    Dataset<Row> rows() {
        return spark.read()
                .parquet(events.toString())
                .selectExpr(Stream.concat(
                                Stream.of("user_id", "event_timestamp"),
                                columns.stream().map(SparkWindows::column))
                        .toArray(String[]::new));
    }

    private static String column(WindowColumn column) {
        String over = " OVER (PARTITION BY user_id ORDER BY unix_micros(event_timestamp)"
                + " RANGE BETWEEN %d PRECEDING AND CURRENT ROW)".formatted(column.preceding());
        String value = switch (column.function()) {
            case COUNT -> "count(*)" + over;
            case SUM, AVG, MAX -> column.function() + "(" + column.column() + ")" + over;
            case STDDEV -> "stddev_samp(" + column.column() + ")" + over;
            case DISTINCT -> "CAST(size(collect_set(" + column.column() + ")" + over + ") AS BIGINT)";
        };
        return value + " AS " + column.name();
    }
}
