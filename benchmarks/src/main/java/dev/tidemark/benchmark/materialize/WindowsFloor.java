package dev.tidemark.benchmark.materialize;

import static org.apache.spark.sql.functions.col;

import dev.tidemark.benchmark.HeapGauge;
import dev.tidemark.benchmark.Step;
import dev.tidemark.benchmark.Variant;
import dev.tidemark.benchmark.spark.SparkSink;
import dev.tidemark.benchmark.spark.SparkWork;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark itself must do for the same result: read the columns, bring the events of an entity together, and write
 * the rows. The rows to write are read back from the table; that reading is measured once more and taken off.
 */
record WindowsFloor(SparkSession spark, Path events) {
    static final String NAME = "floor";

    /**
     * Scan, shuffle and write.
     *
     * @param table with the rows of a materialization, there when this runs
     */
    Variant variant(String name, String table, Path output) {
        return new Variant(
                name,
                HeapGauge::start,
                List.of(
                        Step.added(work(
                                "scan and shuffle",
                                () -> SparkSink.discard(columns().repartition(col(EventFiles.KEY))))),
                        Step.added(
                                work("write", () -> SparkSink.write(spark.read().table(table), output))),
                        Step.subtracted(work(
                                "read back",
                                () -> SparkSink.discard(spark.read().table(table))))));
    }

    /** The scan alone. */
    Variant scan(String name) {
        return new Variant(
                name, HeapGauge::start, List.of(Step.added(work("scan", () -> SparkSink.discard(columns())))));
    }

    private Dataset<Row> columns() {
        return spark.read()
                .parquet(events.toString())
                .select(EventFiles.COLUMNS.stream()
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(Column[]::new));
    }

    private SparkWork work(String what, Runnable action) {
        return new SparkWork(spark, "floor: " + what, action);
    }
}
