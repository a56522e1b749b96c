package dev.tidemark.pointintime.spark;

import java.util.Map;
import org.apache.spark.sql.execution.metric.SQLMetric;

/** The counters of a node, for Spark's pages. */
public interface NodeMetrics {
    /** The counters in the order in which they are shown. */
    Map<String, SQLMetric> byName();
}
