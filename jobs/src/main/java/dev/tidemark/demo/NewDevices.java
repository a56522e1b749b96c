package dev.tidemark.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import dev.tidemark.compute.ComputeContext;
import dev.tidemark.compute.FeatureComputation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Marks payments from devices that the user had not paid with before, and counts the user's devices so far. */
public final class NewDevices implements FeatureComputation {
    @Override
    public Dataset<Row> compute(ComputeContext context) {
        WindowSpec ofDevice = Window.partitionBy("user_id", "device_id");
        WindowSpec soFar = Window.partitionBy("user_id").orderBy("event_timestamp");
        return context.source("transactions")
                .withColumn(
                        "is_first",
                        col("event_timestamp").equalTo(min("event_timestamp").over(ofDevice)))
                // One row per instant: a user may pay twice within a microsecond, from one device or from two.
                .groupBy("user_id", "event_timestamp", "device_id")
                .agg(max("is_first").as("is_first"), max("created_at").as("created_at"))
                .groupBy("user_id", "event_timestamp")
                .agg(
                        max("is_first").as("new_device"),
                        sum(col("is_first").cast("long")).as("first_seen"),
                        max("created_at").as("created_at"))
                .withColumn("device_count", sum("first_seen").over(soFar));
    }
}
