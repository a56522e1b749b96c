package dev.tidemark.benchmark.materialize;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;

/**
 * Makes labels of the users of a load: at instants between their payments, by the same square law. Every value is a
 * hash of its row's number.
 *
 * @param folder of all loads
 */
record LabelFiles(SparkSession spark, Path folder) {
    static final String TIME = "labelled_at";
    private static final int ROWS_PER_FILE = 250_000;

    /** The labels of the last two thirds of the load's days, made if they are not there. */
    Path of(EventLoad load, long labels) {
        Path path = folder.resolve("labels-%s-%d".formatted(load.folder(), labels));
        if (!Files.exists(path.resolve("_SUCCESS"))) {
            long span = Duration.ofDays(load.days()).toNanos() / 1_000;
            spark.range(0, labels, 1, Math.toIntExact(Math.ceilDiv(labels, ROWS_PER_FILE)))
                    .selectExpr(
                            "id AS label_id",
                            "CAST(1 + floor(%d * pow(%s, 2)) AS BIGINT) AS %s"
                                    .formatted(load.entities(), even(11), EventFiles.KEY),
                            "timestamp_micros(%dL + CAST((1 + 2 * %s) / 3 * %dL AS BIGINT)) AS %s"
                                    .formatted(EventLoad.START.toEpochMilli() * 1_000, even(12), span, TIME))
                    .write()
                    .option("compression", "zstd")
                    .parquet(path.toString());
        }
        return path;
    }

    /** SQL for a number in [0, 1) that follows from the row's number alone. */
    private static String even(int column) {
        return "(shiftrightunsigned(xxhash64(id, %d), 11) * 1.1102230246251565E-16D)".formatted(column);
    }
}
