package dev.tidemark.pointintime;

import java.util.List;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * What a session says about the slot join.
 *
 * @param memoryPerTask bytes for the slots of a task, 0 for a share of what the executor has, negative to merge sorted runs from the start
 * @param hotFromBytes how much there must be to read before hot entities are looked for
 * @param hotShare of an input's rows that makes an entity hot: a fair task's
 */
record SlotSettings(long memoryPerTask, long hotFromBytes, double hotShare) {
    /** How much memory a task may use for the slots before it sorts on disk, such as {@code 512m}. */
    static final String MEMORY_PER_TASK = "spark.tidemark.pointInTime.memoryPerTask";

    /** How much a join must read before it looks for hot entities, such as {@code 256m}. */
    static final String HOT_FROM_BYTES = "spark.tidemark.pointInTime.hotEntitiesFrom";

    private static final long MERGE = -1;

    static SlotSettings of(SparkSession session) {
        RuntimeConfig conf = session.conf();
        return new SlotSettings(
                JavaUtils.byteStringAsBytes(conf.get(MEMORY_PER_TASK, "0")),
                JavaUtils.byteStringAsBytes(conf.get(HOT_FROM_BYTES, "256m")),
                1.0 / Integer.parseInt(conf.get("spark.sql.shuffle.partitions")));
    }

    SlotSettings merging() {
        return new SlotSettings(MERGE, hotFromBytes, hotShare);
    }

    boolean looksForHotEntities(List<Dataset<Row>> histories) {
        double bytes = histories.stream()
                .mapToDouble(rows -> rows.queryExecution()
                        .optimizedPlan()
                        .stats()
                        .sizeInBytes()
                        .toDouble())
                .sum();
        return bytes >= hotFromBytes;
    }
}
