package dev.tidemark.benchmark.spark;

import dev.tidemark.benchmark.Work;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** Work in Spark that can be stopped. */
public final class SparkWork implements Work {
    private final SparkSession spark;
    private final String description;
    private final Runnable action;
    private volatile String group = "";

    public SparkWork(SparkSession spark, String description, Runnable action) {
        this.spark = spark;
        this.description = description;
        this.action = action;
    }

    @Override
    public void run() {
        group = UUID.randomUUID().toString();
        spark.sparkContext().setJobGroup(group, description, /* interruptOnCancel= */ true);
        try {
            action.run();
        } finally {
            spark.sparkContext().clearJobGroup();
        }
    }

    @Override
    public void stop() {
        spark.sparkContext().cancelJobGroupAndFutureJobs(group);
    }
}
