package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.EntityBytes;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Which task of a join an entity belongs to. Spark moves rows by the hash of a column: each task has a number, its
 * bucket, that Spark's hash sends to a partition of its own.
 */
public final class TaskBuckets {
    private static final int SPARK_SEED = 42;

    private TaskBuckets() {}

    /**
     * The task of an entity. Takes the upper bits of the hash, because the tables of entities take the lower ones.
     *
     * @param hash of the keys, see {@link EntityBytes#hash}
     */
    public static int taskOf(int hash, int tasks) {
        return (int) ((Integer.toUnsignedLong(hash) * tasks) >>> 32);
    }

    /** A task for a row that belongs to no entity: by its content, which a task that is run again finds again. */
    public static int taskOf(UnsafeRow row, int tasks) {
        return taskOf(
                Murmur3_x86_32.hashUnsafeWords(
                        row.getBaseObject(), row.getBaseOffset(), row.getSizeInBytes(), SPARK_SEED),
                tasks);
    }

    /**
     * For each task a number that Spark sends to the partition of the task's number, where it has as many partitions as
     * there are tasks.
     */
    static int[] onePerTask(int tasks) {
        int[] buckets = new int[tasks];
        Arrays.fill(buckets, -1);
        int left = tasks;
        for (int bucket = 0; left > 0; bucket++) {
            int partition = Math.floorMod(Murmur3_x86_32.hashInt(bucket, SPARK_SEED), tasks);
            if (buckets[partition] < 0) {
                buckets[partition] = bucket;
                left--;
            }
        }
        return buckets;
    }
}
