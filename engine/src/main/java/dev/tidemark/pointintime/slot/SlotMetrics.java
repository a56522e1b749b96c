package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.spark.NodeMetrics;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;

/**
 * The counters of the join in Spark's pages.
 *
 * @param candidateRows group rows that are visible, and not too old, at some slot
 * @param peakMemory the most bytes that a task held
 * @param mergedTasks tasks whose slots did not fit into memory
 */
public record SlotMetrics(
        SQLMetric outputRows, SQLMetric groupRows, SQLMetric candidateRows, SQLMetric peakMemory, SQLMetric mergedTasks)
        implements NodeMetrics, Serializable {
    public static SlotMetrics of(SparkContext context) {
        return new SlotMetrics(
                SQLMetrics.createMetric(context, "number of output rows"),
                SQLMetrics.createMetric(context, "feature rows read"),
                SQLMetrics.createMetric(context, "feature rows that may matter"),
                SQLMetrics.createSizeMetric(context, "peak memory", 0),
                SQLMetrics.createMetric(context, "tasks that merged sorted runs"));
    }

    @Override
    public Map<String, SQLMetric> byName() {
        Map<String, SQLMetric> metrics = new LinkedHashMap<>();
        metrics.put("numOutputRows", outputRows);
        metrics.put("groupRows", groupRows);
        metrics.put("candidateRows", candidateRows);
        metrics.put("peakMemory", peakMemory);
        metrics.put("mergedTasks", mergedTasks);
        return metrics;
    }
}
