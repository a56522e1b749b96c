package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.spark.NodeMetrics;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;

/** The counters of a partitioner in Spark's pages, which count blocks as rows where they are shuffled. */
public record RowBlockMetrics(SQLMetric rows, SQLMetric blocks) implements NodeMetrics, Serializable {
    public static RowBlockMetrics of(SparkContext context) {
        return new RowBlockMetrics(
                SQLMetrics.createMetric(context, "rows gathered"), SQLMetrics.createMetric(context, "blocks"));
    }

    @Override
    public Map<String, SQLMetric> byName() {
        Map<String, SQLMetric> metrics = new LinkedHashMap<>();
        metrics.put("rows", rows);
        metrics.put("blocks", blocks);
        return metrics;
    }
}
