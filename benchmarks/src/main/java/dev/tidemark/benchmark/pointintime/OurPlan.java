package dev.tidemark.benchmark.pointintime;

import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PointInTimeJoin;
import dev.tidemark.schema.FeatureSchema;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A plan of Tidemark's.
 *
 * @param choice makes the join choose it
 */
record OurPlan(String name, UnaryOperator<PointInTimeJoin> choice) implements SparkPlan {
    static final String REFERENCE = "reference";

    /** The fastest first; the readable reference last. */
    static List<OurPlan> all() {
        return List.of(new OurPlan(REFERENCE, UnaryOperator.identity()));
    }

    @Override
    public Dataset<Row> join(SparkSession spark, JoinInputs inputs) {
        PointInTimeJoin join =
                PointInTimeJoin.of(spark.read().parquet(inputs.spine().toString()), FeatureSchema.EVENT_TIMESTAMP);
        for (GroupTable table : inputs.groups()) {
            join = join.with(JoinedGroup.of(
                    table.group(), spark.read().parquet(table.folder().toString())));
        }
        return choice.apply(join).run();
    }
}
