package dev.tidemark.pointintime.columnar;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.metric.SQLMetric;

/**
 * What the nodes of a plan would have counted.
 *
 * @param batches that were read
 * @param rows in them
 * @param wanted of each filter: as if the first had done all
 */
record ColumnarMetrics(SQLMetric batches, SQLMetric rows, List<SQLMetric> wanted) implements Serializable {
    ColumnarMetrics {
        wanted = List.copyOf(wanted);
    }

    static ColumnarMetrics of(ColumnarToRowExec toRows, List<SQLMetric> wanted) {
        return new ColumnarMetrics(toRows.longMetric("numInputBatches"), toRows.longMetric("numOutputRows"), wanted);
    }

    void read(int rowsOfBatch) {
        batches.add(1);
        rows.add(rowsOfBatch);
    }

    void wanted(int count) {
        wanted.forEach(filter -> filter.add(count));
    }
}
