package dev.tidemark.spark;

import dev.tidemark.compile.slide.SlideStrategy;
import dev.tidemark.pointintime.plan.SlotJoinStrategy;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds the point-in-time join and the windows to every session of a Spark application: a value for
 * {@code spark.sql.extensions}.
 */
public final class TidemarkExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        extensions.injectPlannerStrategy(new AbstractFunction1<>() {
            @Override
            public org.apache.spark.sql.execution.SparkStrategy apply(org.apache.spark.sql.SparkSession session) {
                return new SlotJoinStrategy();
            }
        });
        extensions.injectPlannerStrategy(new AbstractFunction1<>() {
            @Override
            public org.apache.spark.sql.execution.SparkStrategy apply(org.apache.spark.sql.SparkSession session) {
                return new SlideStrategy();
            }
        });
        return BoxedUnit.UNIT;
    }
}
