package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.spark.SparkSink;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A way to join in Spark: the spine's columns, then every group's features. */
interface SparkPlan {
    /** Short, for a table. */
    String name();

    /** Plans the join. What it must read beforehand (bounds, say) it reads here, and is measured with it. */
    Dataset<Row> join(SparkSession spark, JoinInputs inputs);

    /** Writes what was joined, by Spark's own writer. */
    default void write(Dataset<Row> joined, Path path) {
        SparkSink.write(joined, path);
    }
}
