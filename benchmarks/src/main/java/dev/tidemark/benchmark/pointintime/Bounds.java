package dev.tidemark.benchmark.pointintime;

import dev.tidemark.schema.FeatureSchema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The least and the greatest instant of a spine, in microseconds: what a careful user of any engine works out first, to
 * leave out the history that cannot matter.
 */
record Bounds(long first, long last) {
    static Bounds of(SparkSession spark, JoinInputs inputs) {
        Row extent = spark.read()
                .parquet(inputs.spine().toString())
                .selectExpr("min(unix_micros(%1$s)), max(unix_micros(%1$s))"
                        .formatted(FeatureSchema.EVENT_TIMESTAMP)
                        .split(", "))
                .first();
        return new Bounds(extent.getLong(0), extent.getLong(1));
    }

    /** Spark SQL that holds for the rows of a group that can matter. */
    String sparkCondition(GroupTable table) {
        String upper = "%s <= timestamp_micros(%dL)".formatted(FeatureSchema.EVENT_TIMESTAMP, last - table.delay());
        return table.timeToLive() == Long.MAX_VALUE
                ? upper
                : upper
                        + " AND %s >= timestamp_micros(%dL)"
                                .formatted(FeatureSchema.EVENT_TIMESTAMP, first - table.timeToLive());
    }
}
