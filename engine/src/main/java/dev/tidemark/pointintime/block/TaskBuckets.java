package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.EntityBytes;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Assigns entities to the tasks of a join. Spark moves rows by the hash of a column: each task has a number, its
 * bucket, and Spark's hash sends each bucket to another partition.
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

    /** The task of a row that belongs to no entity: by its content, so that a task that runs again chooses the same. */
    public static int taskOf(UnsafeRow row, int tasks) {
        return taskOf(
                Murmur3_x86_32.hashUnsafeWords(
                        row.getBaseObject(), row.getBaseOffset(), row.getSizeInBytes(), SPARK_SEED),
                tasks);
    }

    /**
     * The bucket of each task. Spark sends it to the partition of the task's number if it has as many partitions as
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
