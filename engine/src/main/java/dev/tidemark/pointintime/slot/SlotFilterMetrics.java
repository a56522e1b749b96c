package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.spark.NodeMetrics;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;

/**
 * The counters of the filter in Spark's pages.
 *
 * @param outputRows rows that may be the newest of a slot
 * @param peakMemory the most bytes that a task held
 */
public record SlotFilterMetrics(SQLMetric groupRows, SQLMetric outputRows, SQLMetric peakMemory)
        implements NodeMetrics, Serializable {
    public static SlotFilterMetrics of(SparkContext context) {
        return new SlotFilterMetrics(
                SQLMetrics.createMetric(context, "feature rows read"),
                SQLMetrics.createMetric(context, "number of output rows"),
                SQLMetrics.createSizeMetric(context, "peak memory", 0));
    }

    @Override
    public Map<String, SQLMetric> byName() {
        Map<String, SQLMetric> metrics = new LinkedHashMap<>();
        metrics.put("groupRows", groupRows);
        metrics.put("numOutputRows", outputRows);
        metrics.put("peakMemory", peakMemory);
        return metrics;
    }
}
