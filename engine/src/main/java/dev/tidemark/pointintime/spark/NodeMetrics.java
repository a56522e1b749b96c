package dev.tidemark.pointintime.spark;

import java.util.Map;
import org.apache.spark.sql.execution.metric.SQLMetric;

/** What a node of the join counts, for Spark's pages. */
public interface NodeMetrics {
    /** In the order in which they are shown. */
    Map<String, SQLMetric> byName();
}
