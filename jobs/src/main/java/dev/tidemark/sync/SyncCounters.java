package dev.tidemark.sync;

import dev.tidemark.terminal.SparkProgress;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts the work of one sync's tasks.
 *
 * @param entities all entities that were passed to the store, for the progress
 */
record SyncCounters(
        LongAccumulator written,
        LongAccumulator skipped,
        LongAccumulator expired,
        LongAccumulator retracted,
        LongAccumulator entities)
        implements Serializable {
    static SyncCounters in(SparkContext spark) {
        return new SyncCounters(
                spark.longAccumulator("written"),
                spark.longAccumulator("skipped"),
                spark.longAccumulator("expired"),
                spark.longAccumulator("retracted"),
                spark.longAccumulator(SparkProgress.ENTITIES));
    }
}
