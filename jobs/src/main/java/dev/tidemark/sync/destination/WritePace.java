package dev.tidemark.sync.destination;

import dev.tidemark.online.WriteRate;
import java.io.Serializable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

/**
 * Limits the rate at which the tasks of one sync together write on one executor.
 *
 * @param sync distinguishes syncs that share executors
 * @param perSecond entities per second and executor; 0 for no limit
 */
public record WritePace(String sync, double perSecond) implements Serializable {
    private static final Map<String, WriteRate> RATES = new ConcurrentHashMap<>();

    /** Divides a limit among the current executors. */
    public static WritePace of(SparkSession spark, OnlineTarget target) {
        // The list includes the driver, which runs tasks only if it is alone.
        int processes = spark.sparkContext().statusTracker().getExecutorInfos().length;
        int executors = Math.max(1, processes - 1);
        return new WritePace(UUID.randomUUID().toString(), (double) target.entitiesPerSecond() / executors);
    }

    /** Returns how many entities a task writes in one batch. */
    public int batch(OnlineTarget target) {
        return WriteRate.batch(perSecond, target.batchSize());
    }

    /** Waits for this executor's turn after entities were written. */
    public void written(int entities) {
        if (perSecond > 0) {
            RATES.computeIfAbsent(sync, started -> new WriteRate(perSecond)).await(entities);
        }
    }

    /** Removes the sync's state in this JVM. */
    public void end() {
        RATES.remove(sync);
    }
}
