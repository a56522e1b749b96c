package dev.tidemark.pointintime.columnar;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.metric.SQLMetric;

/**
 * The counters of the nodes whose work is done here.
 *
 * @param batches the batches that were read
 * @param rows the rows in them
 * @param wanted the output of each filter, as if the first had applied all conditions
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
