package dev.tidemark.pointintime.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Map;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A node of the join in Spark's physical plan. Nodes with equal arguments are equal.
 *
 * @param <M> the node's counters
 */
public abstract class PointInTimeNode<M extends NodeMetrics> extends SparkPlan implements PlanNode {
    private transient @Nullable M nodeMetrics;

    protected abstract M newMetrics(SparkContext context);

    protected final M nodeMetrics() {
        if (nodeMetrics == null) {
            nodeMetrics = newMetrics(sparkContext());
        }
        return nodeMetrics;
    }

    @Override
    public final Map<String, SQLMetric> metrics() {
        return scala.collection.immutable.Map$.MODULE$.from(
                CollectionConverters.asScala(nodeMetrics().byName()));
    }

    /**
     * The whole output: the node makes blocks from rows or rows from blocks, so Spark finds none of it in the input.
     */
    @Override
    public final AttributeSet producedAttributes() {
        return outputSet();
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return isSame(other);
    }

    @Override
    public final int hashCode() {
        return arguments().hashCode();
    }
}
