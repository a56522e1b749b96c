package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.monotonically_increasing_id;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Numbers the rows of a spine, so that equal rows stay apart. */
final class NumberedSpine {
    private NumberedSpine() {}

    /**
     * Adds a column of numbers, unique but not dense. The numbers follow the order in which Spark reads the rows, which
     * may differ when it reads them again; so that no row is lost or matched to another's features, they are
     * materialized once, here, and kept by Spark until the job ends. A lost executor's part is made anew from the same
     * numbers, because the checkpoint cuts the plan; where its blocks are lost, the job fails rather than answer
     * wrongly.
     */
    static Dataset<Row> of(Dataset<Row> spine, String rowId) {
        return spine.withColumn(rowId, monotonically_increasing_id())
                .localCheckpoint(true, StorageLevel.MEMORY_AND_DISK());
    }
}
