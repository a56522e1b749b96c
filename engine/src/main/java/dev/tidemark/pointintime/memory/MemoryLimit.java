package dev.tidemark.pointintime.memory;

import org.apache.spark.SparkEnv;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;

/**
 * The bytes that one task may take for its slots. The operators after this one need memory as well. Not thread-safe.
 */
public final class MemoryLimit {
    /** Part of what Spark lets the task have at least. */
    private static final double SHARE = 0.6;

    private final long bytes;
    private long used;
    private long peak;

    private MemoryLimit(long bytes) {
        this.bytes = bytes;
    }

    /**
     * The limit of one task.
     *
     * @param asked what the join's tasks may take; a filter in a join that only merges takes a share
     */
    public static MemoryLimit of(TaskMemory asked, TaskMemoryManager memory) {
        return new MemoryLimit(asked instanceof TaskMemory.Limit limit ? limit.bytes() : shareOf(memory));
    }

    private static long shareOf(TaskMemoryManager memory) {
        var conf = SparkEnv.get().conf();
        long pool = memory.getTungstenMemoryMode() == MemoryMode.OFF_HEAP
                ? conf.getSizeAsBytes("spark.memory.offHeap.size", "0")
                : (long) (Runtime.getRuntime().maxMemory() * conf.getDouble("spark.memory.fraction", 0.6));
        int tasks = conf.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors())
                / conf.getInt("spark.task.cpus", 1);
        return (long) (pool * SHARE) / Math.max(1, tasks);
    }

    void acquire(long more) {
        if (used + more > bytes) {
            throw new MemoryRefusedException(null);
        }
        used += more;
        peak = Math.max(peak, used);
    }

    void release(long less) {
        used -= less;
    }

    public long peak() {
        return peak;
    }
}
