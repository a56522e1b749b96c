package dev.tidemark.pointintime;

import dev.tidemark.pointintime.memory.TaskMemory;
import java.util.List;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * The settings of the slot join in a session.
 *
 * @param memory what the slots of a task may take
 * @param hotFromBytes the bytes of a join from which hot entities are looked for
 * @param shufflePartitions the tasks into which Spark divides a join
 * @param slotBytesPerTask what the slots of a task should take; a join that would take more in each is divided into
 *     more tasks
 * @param sendInstantsUpTo the most spine rows whose instants are sent ahead to the groups' scans
 * @param sendInstantsFromRatio the least number of a group's rows per spine row for which they are
 */
record SlotSettings(
        TaskMemory memory,
        long hotFromBytes,
        int shufflePartitions,
        long slotBytesPerTask,
        long sendInstantsUpTo,
        double sendInstantsFromRatio) {
    /** The memory that a task may use for the slots before it sorts on disk, such as {@code 512m}. */
    static final String MEMORY_PER_TASK = "spark.tidemark.pointInTime.memoryPerTask";

    /** The bytes that a join must read before it looks for hot entities, such as {@code 256m}. */
    static final String HOT_FROM_BYTES = "spark.tidemark.pointInTime.hotEntitiesFrom";

    /**
     * The memory that the slots of a task should take, such as {@code 64m}. The default is about a processor's last
     * cache, because each row of a group reads four places in the slots. Smaller tasks cost more for the many small
     * pieces that they read.
     */
    static final String SLOT_BYTES_PER_TASK = "spark.tidemark.pointInTime.slotBytesPerTask";

    /**
     * The most rows of a spine whose instants are sent ahead, so that only those rows of the groups are shuffled that
     * may be an instant's newest.
     */
    static final String SEND_INSTANTS_UP_TO = "spark.tidemark.pointInTime.sendInstantsUpTo";

    /**
     * The least number of a group's rows per spine row for which the instants are sent ahead. A task reads some days of
     * a group. With few rows of an entity in them, most may be some instant's newest, and a filter saves nothing.
     */
    static final String SEND_INSTANTS_FROM_RATIO = "spark.tidemark.pointInTime.sendInstantsFromRatio";

    /** A row of the spine, and a slot of a group beside the row that it holds. */
    private static final long BYTES_PER_SLOT = 32;

    /** About the size of the input of a Spark task. */
    private static final double BYTES_PER_PIECE = 128 << 20;

    private static final int MOST_PARTITIONS = 1 << 16;
    /**
     * The size of an instant on the driver while the instants are laid out: packed, unpacked, and in the table of
     * entities.
     */
    private static final long BYTES_PER_INSTANT = 128;
    /** More instants are better left to a shuffle than to one driver. */
    private static final long MOST_INSTANTS = 8_000_000;

    static SlotSettings of(SparkSession session) {
        RuntimeConfig conf = session.conf();
        return new SlotSettings(
                memory(JavaUtils.byteStringAsBytes(conf.get(MEMORY_PER_TASK, "0"))),
                JavaUtils.byteStringAsBytes(conf.get(HOT_FROM_BYTES, "256m")),
                Integer.parseInt(conf.get("spark.sql.shuffle.partitions")),
                JavaUtils.byteStringAsBytes(conf.get(SLOT_BYTES_PER_TASK, "32m")),
                Long.parseLong(conf.get(SEND_INSTANTS_UP_TO, String.valueOf(instantsThatFit()))),
                Double.parseDouble(conf.get(SEND_INSTANTS_FROM_RATIO, "8")));
    }

    /** A setting of 0 leaves the memory to the executor. */
    private static TaskMemory memory(long bytes) {
        return bytes == 0 ? new TaskMemory.Share() : new TaskMemory.Limit(bytes);
    }

    SlotSettings merging() {
        return new SlotSettings(
                new TaskMemory.None(),
                hotFromBytes,
                shufflePartitions,
                slotBytesPerTask,
                sendInstantsUpTo,
                sendInstantsFromRatio);
    }

    /**
     * The number of tasks of a join: Spark's number, or as many as keep the slots of each as small as they should be,
     * however large the spine. Each spine row finds at most one row of each group. Beyond Spark's number the tasks are
     * a multiple of the cores, because they are alike and end together.
     */
    int partitions(long spineRows, List<Dataset<Row>> histories, int cores) {
        double bytes = BYTES_PER_SLOT;
        for (Dataset<Row> history : histories) {
            bytes += BYTES_PER_SLOT + history.schema().defaultSize();
        }
        double needed = Math.ceil(spineRows * bytes / slotBytesPerTask);
        if (needed <= shufflePartitions) {
            return shufflePartitions;
        }
        return (int) Math.min(cores * Math.ceil(needed / cores), MOST_PARTITIONS);
    }

    /**
     * The share of an input's rows from which an entity is cut. A cut has a cost (cut rows are read twice, and their
     * keys are longer), so it must be worth it: the entity is more than a task should have, and either its task would
     * last an eighth of the whole join or it would hold four times what a task should.
     *
     * @param cores that work at a time
     */
    static double hotShare(int tasks, int cores) {
        return Math.max(1.0 / tasks, Math.min(1.0 / (8.0 * cores), 4.0 / tasks));
    }

    /**
     * Returns whether a join is so large that one entity may hold up a task.
     *
     * @param moved bytes of the groups' rows that the join gets
     */
    boolean looksForHotEntities(double moved) {
        return moved >= hotFromBytes;
    }

    /**
     * The bytes of a group that the join gets: all that is read, or what is left after the spine's instants were sent
     * ahead.
     */
    double movedBytes(long spineRows, Dataset<Row> history) {
        double bytes = bytes(history);
        if (!sendsInstants(spineRows, history)) {
            return bytes;
        }
        // A task that reads a piece of the group leaves a row for each of the spine's at most.
        double pieces = Math.ceil(bytes / BYTES_PER_PIECE);
        return Math.min(bytes, spineRows * pieces * history.schema().defaultSize());
    }

    boolean sendsInstants(long spineRows, Dataset<Row> history) {
        return spineRows <= sendInstantsUpTo && rows(history) >= spineRows * sendInstantsFromRatio;
    }

    /** Assumes that an executor, which needs less memory for the instants, has as much as the driver. */
    private static long instantsThatFit() {
        return Math.min(MOST_INSTANTS, Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_INSTANT);
    }

    /** An underestimate: Spark knows the size of files, whose rows are compressed. */
    private static double rows(Dataset<Row> rows) {
        return bytes(rows) / Math.max(1, rows.schema().defaultSize());
    }

    /** Spark's estimate of the bytes to read. */
    private static double bytes(Dataset<Row> rows) {
        return rows.queryExecution().optimizedPlan().stats().sizeInBytes().toDouble();
    }
}
