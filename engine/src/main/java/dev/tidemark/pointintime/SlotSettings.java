package dev.tidemark.pointintime;

import dev.tidemark.pointintime.memory.TaskMemory;
import java.util.List;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * What a session says about the slot join.
 *
 * @param memory what the slots of a task may take
 * @param hotFromBytes how much there must be to read before hot entities are looked for
 * @param shufflePartitions tasks that Spark divides a join into
 * @param slotBytesPerTask how much the slots of a task should take; a join that would take more in each is divided into
 *     more tasks
 * @param sendInstantsUpTo spine rows up to which the spine's instants are sent ahead to the groups' scans
 * @param sendInstantsFromRatio how many rows there must be to read of a group for each of the spine's
 */
record SlotSettings(
        TaskMemory memory,
        long hotFromBytes,
        int shufflePartitions,
        long slotBytesPerTask,
        long sendInstantsUpTo,
        double sendInstantsFromRatio) {
    /** How much memory a task may use for the slots before it sorts on disk, such as {@code 512m}. */
    static final String MEMORY_PER_TASK = "spark.tidemark.pointInTime.memoryPerTask";

    /** How much a join must read before it looks for hot entities, such as {@code 256m}. */
    static final String HOT_FROM_BYTES = "spark.tidemark.pointInTime.hotEntitiesFrom";

    /**
     * How much the slots of a task should take, such as {@code 64m}. About what a processor's last cache holds: each
     * row of a group touches four places in them. With a third of the tasks a join took a tenth more processor time,
     * with eight times as many three quarters more, for all the small pieces that they read.
     */
    static final String SLOT_BYTES_PER_TASK = "spark.tidemark.pointInTime.slotBytesPerTask";

    /**
     * Up to how many rows of a spine its instants are sent ahead, so that only rows of the groups are shuffled that may
     * be an instant's newest.
     */
    static final String SEND_INSTANTS_UP_TO = "spark.tidemark.pointInTime.sendInstantsUpTo";

    /**
     * How many rows there must be to read of a group for each of the spine's. A task reads some days of a group, and
     * with few rows of an entity in them most may be some instant's newest: measured at 2.5, a filter saves nothing.
     */
    static final String SEND_INSTANTS_FROM_RATIO = "spark.tidemark.pointInTime.sendInstantsFromRatio";

    /** A row of the spine, and a slot of a group beside the row that it holds. */
    private static final long BYTES_PER_SLOT = 32;

    /** About what a task of Spark's reads. */
    private static final double BYTES_PER_PIECE = 128 << 20;

    private static final int MOST_PARTITIONS = 1 << 16;
    /** On the driver, while they are laid out: packed, unpacked, and the table of their entities. */
    private static final long BYTES_PER_INSTANT = 128;
    /** More are better left to a shuffle than to one driver. */
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
     * How many tasks a join is divided into: Spark's number, or as many more as keep what each holds as small as it
     * should be, however large the spine. A row of each group for each of the spine's is the most that there may be.
     * More than Spark's are as many for each core: they are alike, and end together then.
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
     * From which share of an input's rows on an entity is cut. A cut has a price (what is cut is read twice, and its
     * keys are longer), so it has to be worth it: the entity is more than a task should have, and either its task would
     * last an eighth of all, whatever the others do meanwhile, or it would hold four times what a task should.
     *
     * @param cores that work at a time
     */
    static double hotShare(int tasks, int cores) {
        return Math.max(1.0 / tasks, Math.min(1.0 / (8.0 * cores), 4.0 / tasks));
    }

    /**
     * Whether there is so much to join that an entity may hold up a task.
     *
     * @param moved bytes of the groups' rows that the join gets
     */
    boolean looksForHotEntities(double moved) {
        return moved >= hotFromBytes;
    }

    /**
     * How many bytes of a group the join gets: all that there is to read, or what is left where the spine's instants
     * are sent ahead.
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

    /** An executor is taken to have as much memory as the driver; it needs less for them. */
    private static long instantsThatFit() {
        return Math.min(MOST_INSTANTS, Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_INSTANT);
    }

    /** Too few rather than too many: what Spark knows of is files, whose rows are compressed. */
    private static double rows(Dataset<Row> rows) {
        return bytes(rows) / Math.max(1, rows.schema().defaultSize());
    }

    /** What Spark thinks that there is to read. */
    private static double bytes(Dataset<Row> rows) {
        return rows.queryExecution().optimizedPlan().stats().sizeInBytes().toDouble();
    }
}
