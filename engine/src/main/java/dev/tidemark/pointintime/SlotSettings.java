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
 * @param sendKeysUpTo spine rows up to which the spine's keys are sent ahead to the groups' scans
 */
record SlotSettings(long memoryPerTask, long hotFromBytes, double hotShare, long sendKeysUpTo) {
    /** How much memory a task may use for the slots before it sorts on disk, such as {@code 512m}. */
    static final String MEMORY_PER_TASK = "spark.tidemark.pointInTime.memoryPerTask";

    /** How much a join must read before it looks for hot entities, such as {@code 256m}. */
    static final String HOT_FROM_BYTES = "spark.tidemark.pointInTime.hotEntitiesFrom";

    /** Up to how many rows of a spine its keys are sent ahead, so that the groups' rows of other entities are not shuffled. */
    static final String SEND_KEYS_UP_TO = "spark.tidemark.pointInTime.sendKeysUpTo";

    private static final long MERGE = -1;
    /** A group that is hardly larger than the keys is shuffled as cheaply as it is filtered. */
    private static final double WORTH_FILTERING = 16 << 20;

    static SlotSettings of(SparkSession session) {
        RuntimeConfig conf = session.conf();
        return new SlotSettings(
                JavaUtils.byteStringAsBytes(conf.get(MEMORY_PER_TASK, "0")),
                JavaUtils.byteStringAsBytes(conf.get(HOT_FROM_BYTES, "256m")),
                1.0 / Integer.parseInt(conf.get("spark.sql.shuffle.partitions")),
                Long.parseLong(conf.get(SEND_KEYS_UP_TO, "200000")));
    }

    SlotSettings merging() {
        return new SlotSettings(MERGE, hotFromBytes, hotShare, sendKeysUpTo);
    }

    boolean looksForHotEntities(List<Dataset<Row>> histories) {
        return histories.stream().mapToDouble(SlotSettings::bytes).sum() >= hotFromBytes;
    }

    boolean sendsKeys(long spineRows, Dataset<Row> history) {
        return spineRows <= sendKeysUpTo && bytes(history) >= WORTH_FILTERING;
    }

    /** What Spark thinks that there is to read. */
    private static double bytes(Dataset<Row> rows) {
        return rows.queryExecution().optimizedPlan().stats().sizeInBytes().toDouble();
    }
}
