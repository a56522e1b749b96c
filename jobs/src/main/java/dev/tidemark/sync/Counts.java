package dev.tidemark.sync;

import dev.tidemark.console.SparkProgress;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What the tasks of one sync have done so far.
 *
 * @param entities all entities that were handed to the store, for the progress
 */
record Counts(
        LongAccumulator written,
        LongAccumulator skipped,
        LongAccumulator expired,
        LongAccumulator takenBack,
        LongAccumulator entities)
        implements Serializable {
    static Counts in(SparkContext spark) {
        return new Counts(
                spark.longAccumulator("written"),
                spark.longAccumulator("skipped"),
                spark.longAccumulator("expired"),
                spark.longAccumulator("taken back"),
                spark.longAccumulator(SparkProgress.ENTITIES));
    }
}
