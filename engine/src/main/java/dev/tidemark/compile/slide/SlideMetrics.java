package dev.tidemark.compile.slide;

import dev.tidemark.pointintime.spark.NodeMetrics;
import java.io.Serializable;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** The counter of computed rows in Spark's pages. */
record SlideMetrics(SQLMetric rows) implements NodeMetrics, Serializable {
    static SlideMetrics of(SparkContext context) {
        return new SlideMetrics(SQLMetrics.createMetric(context, "number of output rows"));
    }

    @Override
    public Map<String, SQLMetric> byName() {
        return Map.of("numOutputRows", rows);
    }

    Iterator<InternalRow> counted(Iterator<InternalRow> made) {
        return new AbstractIterator<>() {
            @Override
            public boolean hasNext() {
                return made.hasNext();
            }

            @Override
            public InternalRow next() {
                rows.add(1);
                return made.next();
            }
        };
    }
}
