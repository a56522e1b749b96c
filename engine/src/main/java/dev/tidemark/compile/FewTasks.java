package dev.tidemark.compile;

import java.math.BigInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.math.BigInt;

/**
 * The number of tasks for inputs that a few tasks can take. Their rows can then be written where they were computed, a
 * file per task and day, without bringing the rows of a day together first.
 */
public final class FewTasks {
    /** Greater inputs are left to Spark, which makes as many tasks as they need. */
    private static final BigInteger SMALL_BYTES = BigInteger.valueOf(256L << 20);

    private static final int MOST = 8;

    private FewTasks() {}

    /** Returns the number of tasks, 0 if there may be many. The size is Spark's estimate; nothing is read. */
    public static int of(Dataset<Row> rows) {
        BigInt bytes = rows.queryExecution().optimizedPlan().stats().sizeInBytes();
        return bytes.bigInteger().compareTo(SMALL_BYTES) > 0
                ? 0
                : Math.min(MOST, rows.sparkSession().sparkContext().defaultParallelism());
    }
}
