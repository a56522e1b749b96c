package dev.tidemark.offline;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Marks a batch so that a later run finds it in the table. The commit that appends the batch sets the mark in two
 * places: in the summary of the snapshot, which is lost when snapshots expire, and in a property of the table, which
 * stays.
 */
public sealed interface BatchMark permits RowMark, StreamMark {
    /** The table property's name and value. */
    Map.Entry<String, String> property();

    Map<String, String> summary();

    /** Returns true if a snapshot is that of the batch, or of a later batch of the same kind. */
    boolean isOn(Snapshot snapshot);

    /** Returns true if a part of the table that outlives snapshots shows that it has the batch. */
    boolean isIn(SparkSession spark, String name, Table table);

    /** Returns true if the current snapshot or one of its ancestors is that of the batch. */
    default boolean isInHistory(Table table) {
        if (table.currentSnapshot() != null) {
            for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
                if (isOn(snapshot)) {
                    return true;
                }
            }
        }
        return false;
    }
}
