package dev.tidemark.offline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The column of a feature table that distinguishes pushed rows from computed ones. Tables without pushed rows may lack
 * it.
 */
final class PushColumn {
    /** The batch of a pushed row, null in a computed row. Feature names cannot contain double underscores. */
    static final String BATCH = "push__batch";

    private PushColumn() {}

    static boolean isIn(Dataset<Row> table) {
        return Arrays.asList(table.columns()).contains(BATCH);
    }

    /** The rows of a table that a materialization may replace. */
    static Dataset<Row> computedRows(Dataset<Row> table) {
        return isIn(table) ? table.where(col(BATCH).isNull()) : table;
    }

    /** True for the pushed rows of a table. */
    static Column isPushed(Dataset<Row> table) {
        return isIn(table) ? col(BATCH).isNotNull() : lit(false);
    }
}
