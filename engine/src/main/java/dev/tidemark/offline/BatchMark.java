package dev.tidemark.offline;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;

/**
 * The sign by which a batch is known to be in a table. It is set by the commit that appends the batch: in the summary
 * of the snapshot, which goes when snapshots are expired, and in a property of the table, which stays.
 */
public sealed interface BatchMark permits RowMark, StreamMark {
    /** What the property of the table is called and says. */
    Map.Entry<String, String> property();

    Map<String, String> summary();

    /** Whether a snapshot is the batch's own, or one of a later batch of the same kind. */
    boolean isOn(Snapshot snapshot);

    /** Whether the table has the batch, by anything that outlives snapshots. */
    boolean isIn(SparkSession spark, String name, Table table);

    /** Whether one of the snapshots that a table has and has come from is the batch's own. */
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
