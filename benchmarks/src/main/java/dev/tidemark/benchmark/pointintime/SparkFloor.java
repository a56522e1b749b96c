package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.HeapGauge;
import dev.tidemark.benchmark.Step;
import dev.tidemark.benchmark.Variant;
import dev.tidemark.benchmark.spark.SparkSink;
import dev.tidemark.benchmark.spark.SparkWork;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark itself must do for the same result: read what the join reads, and write the rows that it writes. The rows
 * to write are read back from a join's output; that reading is measured once more by itself and taken off.
 */
record SparkFloor(SparkSession spark, JoinInputs inputs) {
    static final String NAME = "floor";

    Variant scan() {
        return new Variant(NAME, HeapGauge::start, List.of(Step.added(work("scan", this::readInputs))));
    }

    /**
     * Scan and write.
     *
     * @param joined output of a join, there when this runs
     */
    Variant scanAndWrite(Path joined, Path output) {
        return new Variant(
                NAME,
                HeapGauge::start,
                List.of(
                        Step.added(work("scan", this::readInputs)),
                        Step.added(work(
                                "write", () -> SparkSink.write(spark.read().parquet(joined.toString()), output))),
                        Step.subtracted(work(
                                "read back",
                                () -> SparkSink.discard(spark.read().parquet(joined.toString()))))));
    }

    private void readInputs() {
        Bounds bounds = Bounds.of(spark, inputs);
        SparkSink.discard(spark.read().parquet(inputs.spine().toString()));
        for (GroupTable table : inputs.groups()) {
            SparkSink.discard(spark.read().parquet(table.folder().toString()).where(bounds.sparkCondition(table)));
        }
    }

    private SparkWork work(String what, Runnable action) {
        return new SparkWork(spark, "floor: " + what, action);
    }
}
