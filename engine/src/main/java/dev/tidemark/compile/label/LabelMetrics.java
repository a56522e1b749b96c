package dev.tidemark.compile.label;

import dev.tidemark.pointintime.spark.NodeMetrics;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;

/**
 * The counters of a {@link LabelJoinExec} in Spark's pages.
 *
 * @param events of entities that have labels
 * @param outputRows labels
 */
public record LabelMetrics(SQLMetric events, SQLMetric outputRows) implements NodeMetrics, Serializable {
    static LabelMetrics of(SparkContext context) {
        return new LabelMetrics(
                SQLMetrics.createMetric(context, "events taken"),
                SQLMetrics.createMetric(context, "number of output rows"));
    }

    @Override
    public Map<String, SQLMetric> byName() {
        Map<String, SQLMetric> metrics = new LinkedHashMap<>();
        metrics.put("events", events);
        metrics.put("numOutputRows", outputRows);
        return metrics;
    }
}
